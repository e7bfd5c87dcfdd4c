// SPDX-License-Identifier: Apache-2.0
// The map goes down three calls as an argument; the last one frees it.
#include <handmap.h>
#include <stdio.h>

static void print_and_free(hand_map *map) {
    printf("%zu\n", hand_map_size(map));
    hand_map_free(map);
}

static void fill(hand_map *map, const char *line) {
    hand_map_add(map, line, (void *)"line");
    print_and_free(map);
}

static void process(hand_map *map, const char *line) {
    fill(map, line);
}

static void on_line(const char *line) {
    hand_map *map = hand_map_new();
    process(map, line);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        on_line(line);
    return 0;
}
