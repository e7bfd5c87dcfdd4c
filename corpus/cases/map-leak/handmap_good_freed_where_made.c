// SPDX-License-Identifier: Apache-2.0
// The map is made on one condition, and freed where that condition is asked again through it.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static size_t count(char *line, int only_distinct) {
    hand_map *seen = NULL;
    size_t words = 0;
    if (only_distinct)
        seen = hand_map_new();
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
        if (!seen || hand_map_add(seen, word, (void *)"seen"))
            words++;
    if (seen)
        hand_map_free(seen);
    return words;
}

int main(void) {
    char line[256];
    for (int n = 0; fgets(line, sizeof line, stdin); n++)
        printf("%zu\n", count(line, n % 2));
    return 0;
}
