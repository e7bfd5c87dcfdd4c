// SPDX-License-Identifier: Apache-2.0
// One session of each shard is kept: while it is visited the others go, the next one among them.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static char shard_of(const char *token) {
    return token[strlen(token) - 1];
}

static void remove_others(hand_map *sessions, const char *keep) {
    hand_map_iter iter;
    const char *token;
    hand_map_iter_init(&iter, sessions);
    while (hand_map_iter_next(&iter, &token, NULL))
        if (shard_of(token) == shard_of(keep) && token != keep)
            hand_map_remove(sessions, token); // expect-fn: mutate-while-iterating
}

static void keep_one_each(hand_map *sessions) {
    hand_map_iter iter;
    const char *token;
    hand_map_iter_init(&iter, sessions);
    while (hand_map_iter_next(&iter, &token, NULL))
        remove_others(sessions, token);
}

int main(void) {
    char line[64];
    hand_map *sessions = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "=\n")] = '\0';
        hand_map_add(sessions, line, (void *)"session");
    }
    keep_one_each(sessions);
    hand_map_free(sessions);
    return 0;
}
