// SPDX-License-Identifier: Apache-2.0
// Each section head of a configuration makes the section's table, while the one before still lives.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    GHashTable *section = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    // expect@-1: map-leak
    while (fgets(line, sizeof line, stdin)) {
        if (g_str_has_prefix(line, "user")) {
            printf("%u options\n", g_hash_table_size(section));
            section = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
            // expect-fn@-1: overwrite-handle // expect@-1: map-leak
        }
        g_hash_table_add(section, g_strdup(line));
    }
    g_hash_table_destroy(section);
    return 0;
}
