// SPDX-License-Identifier: Apache-2.0
// twalk comes back to a node that its action has deleted.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *jobs;

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static void drop_user_jobs(const void *node, VISIT order, int depth) {
    char *job = *(char *const *)node;
    (void)depth;
    if ((order != preorder && order != leaf) || strncmp(job, "user", 4) != 0)
        return;
    tdelete(job, &jobs, by_text); // expect-fn: mutate-while-iterating
    free(job);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        char *job = strdup(line);
        char **node = job ? tsearch(job, &jobs, by_text) : NULL;
        if (!node || *node != job)
            free(job);
    }
    twalk(jobs, drop_user_jobs);
    tdestroy(jobs, free);
    return 0;
}
