// SPDX-License-Identifier: Apache-2.0
// learn -> key_of -> lowered: the key that comes up from below is copied by the map, and freed.
// proof: grows "the map has every key once, and is freed as a whole"
#include <ctype.h>
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *lowered(const char *text) {
    char *copy = strdup(text);
    for (char *at = copy; at && *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

static char *key_of(const char *line) {
    return lowered(line + strspn(line, " \t"));
}

static void learn(hand_map *words, const char *line) {
    char *key = key_of(line);
    if (key)
        hand_map_add(words, key, (void *)"known");
    free(key);
}

int main(void) {
    char line[256];
    hand_map *words = hand_map_new();
    while (fgets(line, sizeof line, stdin))
        learn(words, line);
    printf("%zu words\n", hand_map_size(words));
    hand_map_free(words);
    return 0;
}
