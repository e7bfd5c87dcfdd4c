// SPDX-License-Identifier: Apache-2.0
// A job points to its worker, and lets go of it when the worker is dismissed.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct worker {
    int done;
};

struct job {
    struct worker *worker;
};

static hand_map *workers;
static struct job job;

static void hire(const char *name) {
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        abort();
    free(hand_map_put(workers, name, worker));
    job.worker = worker;
}

static void dismiss(const char *name) {
    struct worker *worker = hand_map_take(workers, name);
    if (job.worker == worker)
        job.worker = NULL;
    free(worker);
}

static void work_on(void) {
    if (job.worker)
        printf("%d\n", ++job.worker->done);
}

int main(void) {
    char line[64];
    workers = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        hire(line);
        work_on();
        dismiss(line);
        work_on();
    }
    hand_map_free(workers);
    return 0;
}
