// SPDX-License-Identifier: Apache-2.0
// The action of twalk notes the jobs, which are deleted when the walk is over.
// proof: grows "the jobs are read first, and deleted after one walk"
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *jobs;
static char *done[2048];
static size_t n_done;

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static void note_user_jobs(const void *node, VISIT order, int depth) {
    char *job = *(char *const *)node;
    (void)depth;
    if ((order != postorder && order != leaf) || strncmp(job, "user", 4) != 0)
        return;
    if (n_done < sizeof done / sizeof *done)
        done[n_done++] = job;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        char *job = strdup(line);
        char **node = job ? tsearch(job, &jobs, by_text) : NULL;
        if (!node || *node != job)
            free(job);
    }
    twalk(jobs, note_user_jobs);
    for (size_t i = 0; i < n_done; i++) {
        tdelete(done[i], &jobs, by_text);
        free(done[i]);
    }
    tdestroy(jobs, free);
    return 0;
}
