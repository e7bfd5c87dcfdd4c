// SPDX-License-Identifier: Apache-2.0
// The error path frees the map and sets the variable to NULL; the end of its scope frees nothing
// then.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static void free_map(hand_map **map) {
    hand_map_free(*map);
    *map = NULL;
}

#define scoped __attribute__((cleanup(free_map)))

static int check(const char *line) {
    scoped hand_map *seen = hand_map_new();
    hand_map_add(seen, line, (void *)"line");
    if (!strchr(line, '=')) {
        free_map(&seen);
        return -1;
    }
    return (int)hand_map_size(seen);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", check(line));
    return 0;
}
