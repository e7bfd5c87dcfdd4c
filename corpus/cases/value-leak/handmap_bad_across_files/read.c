// SPDX-License-Identifier: Apache-2.0
#include "table.h"

#include <string.h>

hand_map *table_read(const char *line) {
    hand_map *table = hand_map_new();
    hand_map_add(table, "line", strdup(line));
    return table;
}
