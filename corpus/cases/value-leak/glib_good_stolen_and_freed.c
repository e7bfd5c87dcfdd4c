// SPDX-License-Identifier: Apache-2.0
// The value is looked up, stolen, and freed by the one who has it now.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    GHashTable *tasks = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    for (guint id = 1; fgets(line, sizeof line, stdin); id++) {
        g_hash_table_insert(tasks, GUINT_TO_POINTER(id), g_strdup(line));
        if (line[0] == 't') {
            char *task = g_hash_table_lookup(tasks, GUINT_TO_POINTER(id));
            g_hash_table_steal(tasks, GUINT_TO_POINTER(id));
            fputs(task, stdout);
            g_free(task);
        } else {
            g_hash_table_remove(tasks, GUINT_TO_POINTER(id));
        }
    }
    g_hash_table_destroy(tasks);
    return 0;
}
