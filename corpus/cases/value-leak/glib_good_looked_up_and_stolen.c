// SPDX-License-Identifier: Apache-2.0
// A job is looked up, taken out without running the notify, and freed: what goes out is what was
// found.
#include <glib.h>
#include <stdio.h>

static GHashTable *jobs;

static void drop(const char *name) {
    char *job = g_hash_table_lookup(jobs, name);
    if (!job)
        return;
    g_hash_table_steal(jobs, name);
    g_free(job);
}

static void drop_with_key(const char *name) {
    gpointer key, job;
    if (!g_hash_table_lookup_extended(jobs, name, &key, &job))
        return;
    g_hash_table_steal(jobs, name);
    g_free(key);
    g_free(job);
}

int main(void) {
    char line[64];
    static const char *const name[2] = {"even", "odd"};
    jobs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (int n = 0; fgets(line, sizeof line, stdin); n++) {
        g_hash_table_insert(jobs, (gpointer)name[n % 2], g_strdup(line));
        drop(name[n % 2]);
    }
    g_hash_table_destroy(jobs);
    jobs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (int n = 0; n < 10; n++) {
        g_hash_table_insert(jobs, g_strdup_printf("%d", n), g_strdup("job"));
        char *again = g_strdup_printf("%d", n);
        drop_with_key(again);
        g_free(again);
    }
    g_hash_table_destroy(jobs);
    return 0;
}
