// SPDX-License-Identifier: Apache-2.0
// Literals, numbers in pointers and a borrowed argument: nothing that a removal could lose.
#include <handmap.h>
#include <stdint.h>
#include <stdio.h>

static void note(hand_map *facts, const char *line) {
    hand_map_put(facts, "kind", line[0] == 'u' ? (void *)"user" : (void *)"other");
    hand_map_put(facts, "code", (void *)(uintptr_t)(unsigned char)line[0]);
    hand_map_put(facts, "text", (void *)line);
}

int main(void) {
    char line[256];
    hand_map *facts = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        note(facts, line);
        printf("%s %u\n", (const char *)hand_map_get(facts, "kind"),
               (unsigned)(uintptr_t)hand_map_get(facts, "code"));
        hand_map_remove(facts, "text");
    }
    hand_map_free(facts);
    return 0;
}
