// SPDX-License-Identifier: Apache-2.0
// Every path that is asked for gets an entry, found or not.
#include <handmap.h>
#include <stdio.h>

static hand_map *asked;

int main(void) {
    char line[256];
    asked = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        if (hand_map_add(asked, line, (void *)"404")) // expect: grow-only
            printf("%zu\n", hand_map_size(asked));
    }
    return 0;
}
