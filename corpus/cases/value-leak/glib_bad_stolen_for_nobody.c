// SPDX-License-Identifier: Apache-2.0
// Stealing goes past the notify: without a look at the value first, nobody has it.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    GHashTable *tasks = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    for (guint id = 1; fgets(line, sizeof line, stdin); id++) {
        g_hash_table_insert(tasks, GUINT_TO_POINTER(id), g_strdup(line));
        if (line[0] == 't')
            g_hash_table_steal(tasks, GUINT_TO_POINTER(id)); // expect: value-leak
        else
            g_hash_table_remove(tasks, GUINT_TO_POINTER(id));
    }
    g_hash_table_destroy(tasks);
    return 0;
}
