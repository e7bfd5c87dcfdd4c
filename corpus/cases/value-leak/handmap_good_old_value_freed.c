// SPDX-License-Identifier: Apache-2.0
// hand_map_put returns the value that it replaced, and that is freed.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static hand_map *last;

static void remember(const char *kind, const char *line) {
    char *copy = strdup(line);
    free(hand_map_put(last, kind, copy));
}

int main(void) {
    char line[256];
    last = hand_map_new();
    while (fgets(line, sizeof line, stdin))
        remember("line", line);
    printf("%s", (char *)hand_map_get(last, "line"));
    return 0;
}
