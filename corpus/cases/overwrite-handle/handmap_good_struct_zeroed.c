// SPDX-License-Identifier: Apache-2.0
// A worker is made ready for its next job by zeroing it, after its map was put aside and emptied.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

struct worker {
    hand_map *open_files;
    int jobs;
};

static void start(struct worker *worker) {
    hand_map *open_files = worker->open_files;
    if (open_files)
        hand_map_clear(open_files);
    memset(worker, 0, sizeof *worker);
    worker->open_files = open_files ? open_files : hand_map_new();
}

static void work(struct worker *worker, const char *line) {
    hand_map_put(worker->open_files, line, (void *)"r");
    worker->jobs++;
}

int main(void) {
    char line[256];
    struct worker worker = {0};
    while (fgets(line, sizeof line, stdin)) {
        start(&worker);
        work(&worker, line);
        printf("%zu\n", hand_map_size(worker.open_files));
    }
    hand_map_free(worker.open_files);
    return 0;
}
