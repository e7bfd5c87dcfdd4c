// SPDX-License-Identifier: Apache-2.0
// The handle is set to NULL after its table was freed.
#include <handmap.h>
#include <stdio.h>

static hand_map *pending;

static void end_batch(void) {
    hand_map_free(pending);
    pending = NULL;
}

static void begin_batch(const char *first) {
    hand_map *batch;
    end_batch();
    batch = hand_map_new();
    hand_map_add(batch, first, (void *)"queued");
    pending = batch;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        begin_batch(line);
        printf("%zu\n", hand_map_size(pending));
    }
    return 0;
}
