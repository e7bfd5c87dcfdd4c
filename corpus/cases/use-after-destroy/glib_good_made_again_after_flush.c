// SPDX-License-Identifier: Apache-2.0
// A flush destroys the table of the batch, and makes a new one for the next line.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    GHashTable *batch = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        g_hash_table_add(batch, g_strdup(line));
        if (g_hash_table_size(batch) >= 20) {
            puts("flush");
            g_hash_table_destroy(batch);
            batch = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        }
    }
    g_hash_table_destroy(batch);
    return 0;
}
