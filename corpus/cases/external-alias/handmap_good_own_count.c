// SPDX-License-Identifier: Apache-2.0
// Worker and job count by hand: the map and the job each drop their own reference.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct worker {
    int references;
    int done;
};

static hand_map *workers;
static struct worker *of_job;

static void drop(struct worker *worker) {
    if (worker && --worker->references == 0)
        free(worker);
}

static void hire(const char *name) {
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        abort();
    worker->references = 2;
    drop(hand_map_put(workers, name, worker));
    drop(of_job);
    of_job = worker;
}

static void dismiss(const char *name) {
    drop(hand_map_take(workers, name));
}

int main(void) {
    char line[64];
    workers = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        hire(line);
        dismiss(line);
        printf("%d\n", ++of_job->done);
    }
    hand_map_free(workers);
    return 0;
}
