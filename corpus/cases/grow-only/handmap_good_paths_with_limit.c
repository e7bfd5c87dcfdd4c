// SPDX-License-Identifier: Apache-2.0
// The first thousand paths get an entry.
#include <handmap.h>
#include <stdio.h>

static hand_map *asked;

int main(void) {
    char line[256];
    asked = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        if (hand_map_size(asked) < 1000 && hand_map_add(asked, line, (void *)"404"))
            printf("%zu\n", hand_map_size(asked));
    }
    return 0;
}
