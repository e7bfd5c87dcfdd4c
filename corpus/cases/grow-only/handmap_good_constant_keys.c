// SPDX-License-Identifier: Apache-2.0
// Two keys, whatever comes.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static hand_map *states;

static void note(const char *line) {
    const char *state = strchr(line, '=') ? "dirty" : "clean";
    hand_map_put(states, "last", (void *)state);
    if (line[0] == 'u')
        hand_map_put(states, "user", (void *)state);
}

int main(void) {
    char line[256];
    states = hand_map_new();
    while (fgets(line, sizeof line, stdin))
        note(line);
    printf("%zu\n", hand_map_size(states));
    return 0;
}
