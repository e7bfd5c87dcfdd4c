// SPDX-License-Identifier: Apache-2.0
// The handle is set to NULL before the next table is made; that frees nothing.
#include <handmap.h>
#include <stdio.h>

static hand_map *pending;

static void begin_batch(const char *first) {
    pending = NULL;
    hand_map *batch = hand_map_new();
    hand_map_add(batch, first, (void *)"queued");
    pending = batch; // expect: escape
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        begin_batch(line);
        printf("%zu\n", hand_map_size(pending));
    }
    return 0;
}
