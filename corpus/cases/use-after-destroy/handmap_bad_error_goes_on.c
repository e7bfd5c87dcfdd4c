// SPDX-License-Identifier: Apache-2.0
// A line without a value frees the settings, and the function goes on with them.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static void complain(hand_map *settings, const char *line) {
    fprintf(stderr, "no value: %s", line);
    hand_map_free(settings);
}

static int apply(char *line) {
    hand_map *settings = hand_map_new();
    char *equals = strchr(line, '=');
    if (equals)
        *equals = '\0';
    else
        complain(settings, line);
    hand_map_put(settings, line, (void *)"set"); // expect-fn: use-after-destroy
    int n = (int)hand_map_size(settings);
    if (equals)
        hand_map_free(settings);
    return n;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", apply(line));
    return 0;
}
