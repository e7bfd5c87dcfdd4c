// SPDX-License-Identifier: Apache-2.0
// The accessor makes the registry when it is first asked for.
#include <handmap.h>
#include <stdio.h>

static hand_map *registry(void) {
    static hand_map *the_registry;
    if (the_registry == NULL) {
        hand_map *made = hand_map_new();
        hand_map_add(made, "echo", (void *)"builtin");
        hand_map_add(made, "cd", (void *)"builtin");
        the_registry = made;
    }
    return the_registry;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        puts(hand_map_get(registry(), line) ? "builtin" : "external");
    return 0;
}
