// SPDX-License-Identifier: Apache-2.0
// The jobs are freed, and the next line clears the table: no entry is read in between.
#include <glib.h>
#include <stdio.h>

struct job {
    int id;
};

static GHashTable *jobs;

static void free_job(gpointer key, gpointer value, gpointer data) {
    (void)key;
    (void)data;
    g_free(value);
}

static void end_batch(void) {
    printf("%u jobs\n", g_hash_table_size(jobs));
    g_hash_table_foreach(jobs, free_job, NULL);
    g_hash_table_remove_all(jobs);
}

int main(void) {
    char line[256];
    jobs = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (int id = 0; fgets(line, sizeof line, stdin); id++) {
        struct job *job = g_new0(struct job, 1);
        job->id = id;
        g_hash_table_insert(jobs, job, job);
        if (id % 20 == 19)
            end_batch();
    }
    end_batch();
    g_hash_table_destroy(jobs);
    return 0;
}
