// SPDX-License-Identifier: Apache-2.0
// g_hash_table_iter_remove removes the current entry, and the iterator stays valid.
// proof: grows "the entries are read first, and removed in one walk"
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[64];
    GHashTableIter iter;
    gpointer name;
    GHashTable *jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin))
        g_hash_table_add(jobs, g_strdup(line));
    g_hash_table_iter_init(&iter, jobs);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        if (g_str_has_prefix(name, "user"))
            g_hash_table_iter_remove(&iter);
    printf("%u jobs\n", g_hash_table_size(jobs));
    g_hash_table_destroy(jobs);
    return 0;
}
