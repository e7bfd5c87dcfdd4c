// SPDX-License-Identifier: Apache-2.0
// The entry that was just visited may go: the iterator stands behind it already.
// proof: grows "the entries are read first, and removed in one walk"
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static void remove_users(hand_map *sessions) {
    hand_map_iter iter;
    const char *token;
    hand_map_iter_init(&iter, sessions);
    while (hand_map_iter_next(&iter, &token, NULL))
        if (strncmp(token, "user", 4) == 0)
            hand_map_remove(sessions, token);
}

int main(void) {
    char line[64];
    hand_map *sessions = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "=\n")] = '\0';
        hand_map_add(sessions, line, (void *)"session");
    }
    remove_users(sessions);
    hand_map_free(sessions);
    return 0;
}
