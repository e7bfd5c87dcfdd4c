// SPDX-License-Identifier: Apache-2.0
// The names are collected into a list of their own, which is walked while the table changes.
// proof: grows "the names are read first, and freed as a whole"
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[64];
    GHashTable *jobs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin))
        g_hash_table_add(jobs, g_strdup(line));
    GList *names = g_hash_table_get_keys(jobs);
    for (GList *at = names; at; at = at->next)
        if (g_str_has_prefix(at->data, "user"))
            g_hash_table_remove(jobs, at->data);
    g_list_free(names);
    printf("%u jobs\n", g_hash_table_size(jobs));
    g_hash_table_destroy(jobs);
    return 0;
}
