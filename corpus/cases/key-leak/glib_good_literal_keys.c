// SPDX-License-Identifier: Apache-2.0
// The keys are literals: there is nothing to free when an entry goes.
#include <glib.h>
#include <stdio.h>

static const char *const kinds[] = {"header", "body", "trailer"};

int main(void) {
    char line[256];
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (int i = 0; fgets(line, sizeof line, stdin); i = (i + 1) % 3) {
        g_hash_table_insert(seen, (gpointer)kinds[i], GINT_TO_POINTER(1));
        printf("%u\n", g_hash_table_size(seen));
        g_hash_table_remove(seen, kinds[i]);
    }
    g_hash_table_destroy(seen);
    return 0;
}
