// SPDX-License-Identifier: Apache-2.0
// A project's own cleanup attribute frees the map on each of three ways out.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static void free_map(hand_map **map) {
    hand_map_free(*map);
}

#define scoped __attribute__((cleanup(free_map)))

static int check(const char *line) {
    scoped hand_map *seen = hand_map_new();
    if (!strchr(line, '='))
        return -1;
    hand_map_add(seen, line, (void *)"line");
    if (hand_map_size(seen) > 1)
        return 1;
    return 0;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", check(line));
    return 0;
}
