// SPDX-License-Identifier: Apache-2.0
// Jobs are pushed on a global stack with their variables, and popped when they are done.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
    hand_map *variables;
    struct job *below;
};

static struct job *jobs;

static struct job *push_job(void) {
    struct job *job = malloc(sizeof *job);
    if (!job)
        abort();
    job->variables = hand_map_new();
    job->below = jobs;
    jobs = job;
    return job;
}

static void pop_job(void) {
    struct job *job = jobs;
    jobs = job->below;
    hand_map_free(job->variables);
    free(job);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct job *job = push_job();
        hand_map_add(job->variables, "status", line[0] == 'u' ? (void *)"user" : (void *)"other");
        printf("%zu\n", hand_map_size(job->variables));
        pop_job();
    }
    return 0;
}
