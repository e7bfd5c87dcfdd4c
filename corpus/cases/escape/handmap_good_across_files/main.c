// SPDX-License-Identifier: Apache-2.0
// Each line is a new configuration; config_use keeps the last one and frees the others.
#include "config.h"

#include <stdio.h>

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        hand_map *values = hand_map_new();
        hand_map_add(values, "mode", line[0] == 'a' ? (void *)"fast" : (void *)"safe");
        config_use(values);
        puts(config_value("mode"));
    }
    return 0;
}
