// SPDX-License-Identifier: Apache-2.0
// The variable frees its map at the end of its scope, and the error path by hand before.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static void free_map(hand_map **map) {
    hand_map_free(*map);
}

#define scoped __attribute__((cleanup(free_map)))

static int check(const char *line) {
    scoped hand_map *seen = hand_map_new();
    hand_map_add(seen, line, (void *)"line");
    if (!strchr(line, '=')) {
        free_map(&seen);
        return -1; // expect-fn: double-destroy
    }
    return (int)hand_map_size(seen);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", check(line));
    return 0;
}
