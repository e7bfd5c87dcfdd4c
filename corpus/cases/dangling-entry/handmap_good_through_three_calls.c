// SPDX-License-Identifier: Apache-2.0
// end -> drop -> release: the map of all jobs has handed the job out before it is freed.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
    int priority;
};

static void release(struct job *job) {
    job->priority = 0;
    free(job);
}

static void drop(struct job *job) {
    printf("drop %d\n", job->priority);
    release(job);
}

static void end(hand_map *jobs, const char *name) {
    struct job *job = hand_map_take(jobs, name);
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
    hand_map_free(jobs); // expect-fp: value-leak
    return 0;
}
