// SPDX-License-Identifier: Apache-2.0
// A duplicate leaves the function before the set is destroyed.
#include <glib.h>
#include <stdio.h>

static gboolean all_distinct(const char *text) {
    GHashTable *seen = g_hash_table_new(g_direct_hash, g_direct_equal); // expect: map-leak
    for (; *text; text++)
        if (!g_hash_table_add(seen, GINT_TO_POINTER(*text)))
            return FALSE;
    g_hash_table_destroy(seen);
    return TRUE;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        puts(all_distinct(line) ? "distinct" : "repeated");
    return 0;
}
