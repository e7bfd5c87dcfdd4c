// SPDX-License-Identifier: Apache-2.0
// A full generation is freed, and the holder gets a new one.
#include <handmap.h>
#include <stdio.h>

static hand_map *young;

static void rotate(void) {
    hand_map_free(young);
    young = hand_map_new();
}

int main(void) {
    char line[256];
    unsigned count = 0;
    young = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        hand_map_add(young, line, (void *)"young");
        if (++count == 128) {
            rotate();
            count = 0;
        }
    }
    return 0;
}
