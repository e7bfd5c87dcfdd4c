// SPDX-License-Identifier: Apache-2.0
// Arguments go into the table before the loop that looks them up.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static hand_map *options;

static void read_options(char **argv) {
    for (; *argv; argv++)
        hand_map_put(options, *argv, *argv);
}

int main(int argc, char **argv) {
    char line[256];
    options = hand_map_new();
    read_options(argv + (argc > 0));
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        puts(hand_map_get(options, line) ? "given" : "absent");
    }
    return 0;
}
