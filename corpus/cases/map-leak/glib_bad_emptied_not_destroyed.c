// SPDX-License-Identifier: Apache-2.0
// Emptying the table frees its entries, not the table.
#include <glib.h>
#include <stdio.h>

static void summarise(char *line) {
    GHashTable *last = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    // expect@-1: map-leak
    g_hash_table_insert(last, (gpointer) "line", g_strdup(line));
    fputs(g_hash_table_lookup(last, "line"), stdout);
    g_hash_table_remove_all(last);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        summarise(line);
    return 0;
}
