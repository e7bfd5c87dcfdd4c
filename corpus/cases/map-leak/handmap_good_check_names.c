// SPDX-License-Identifier: Apache-2.0
// The map is filled, measured, and freed.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static size_t distinct(char *line) {
    hand_map *names = hand_map_new();
    for (char *name = strtok(line, " \n"); name; name = strtok(NULL, " \n"))
        hand_map_add(names, name, (void *)"x");
    size_t count = hand_map_size(names);
    hand_map_free(names);
    return count;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%zu\n", distinct(line));
    return 0;
}
