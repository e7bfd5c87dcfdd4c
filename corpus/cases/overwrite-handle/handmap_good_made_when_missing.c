// SPDX-License-Identifier: Apache-2.0
// The map is made only where the field is still NULL.
#include <handmap.h>
#include <stdio.h>

struct worker {
    hand_map *open_files;
};

static void open_file(struct worker *worker, const char *name) {
    if (!worker->open_files)
        worker->open_files = hand_map_new();
    hand_map_put(worker->open_files, name, (void *)"r");
}

int main(void) {
    char line[256];
    struct worker worker = {0};
    while (fgets(line, sizeof line, stdin)) {
        open_file(&worker, line);
        printf("%zu\n", hand_map_size(worker.open_files));
        hand_map_clear(worker.open_files);
    }
    hand_map_free(worker.open_files);
    return 0;
}
