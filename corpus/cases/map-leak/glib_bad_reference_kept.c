// SPDX-License-Identifier: Apache-2.0
// Two references are taken and one is dropped.
#include <glib.h>
#include <stdio.h>

static void handle(const char *line) {
    GHashTable *context = g_hash_table_new(g_str_hash, g_str_equal); // expect: map-leak
    GHashTable *again = g_hash_table_ref(context);
    g_hash_table_insert(again, (gpointer) "kind", GINT_TO_POINTER(line[0]));
    printf("%u\n", g_hash_table_size(context));
    g_hash_table_unref(context);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        handle(line);
    return 0;
}
