// SPDX-License-Identifier: Apache-2.0
// The success path frees the map, the error path forgets it.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static int apply(char *line) {
    hand_map *settings = hand_map_new(); // expect: map-leak
    char *equals = strchr(line, '=');
    if (!equals) {
        fprintf(stderr, "no value: %s", line);
        return -1;
    }
    *equals = '\0';
    hand_map_put(settings, line, equals + 1);
    printf("%s", (const char *)hand_map_get(settings, line));
    hand_map_free(settings);
    return 0;
}

int main(void) {
    char line[256];
    int failed = 0;
    while (fgets(line, sizeof line, stdin))
        failed += apply(line) != 0;
    return failed < 0;
}
