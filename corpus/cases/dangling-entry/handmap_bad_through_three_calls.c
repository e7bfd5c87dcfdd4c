// SPDX-License-Identifier: Apache-2.0
// end -> drop -> release: three calls below, the job is freed that the map of all jobs still has.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
    int priority;
};

static void release(struct job *job) {
    job->priority = 0;
    free(job); // expect-fn: dangling-entry
}

static void drop(struct job *job) {
    printf("drop %d\n", job->priority);
    release(job);
}

static void end(hand_map *jobs, const char *name) {
    struct job *job = hand_map_get(jobs, name);
    if (job)
        drop(job);
}

int main(void) {
    char line[64];
    hand_map *jobs = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        struct job *job = calloc(1, sizeof *job);
        if (job && !hand_map_add(jobs, line, job))
            free(job);
        end(jobs, line);
    }
    hand_map_free(jobs);
    return 0;
}
