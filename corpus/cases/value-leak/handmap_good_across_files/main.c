// SPDX-License-Identifier: Apache-2.0
#include "table.h"

#include <stdio.h>

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        hand_map *table = table_read(line);
        fputs(hand_map_get(table, "line"), stdout);
        table_free(table);
    }
    return 0;
}
