// SPDX-License-Identifier: Apache-2.0
// A line without a value frees the settings, and the function returns.
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
    if (!equals) {
        complain(settings, line);
        return 0;
    }
    *equals = '\0';
    hand_map_put(settings, line, (void *)"set");
    int n = (int)hand_map_size(settings);
    hand_map_free(settings);
    return n;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", apply(line));
    return 0;
}
