// SPDX-License-Identifier: Apache-2.0
// The one who frees a table first frees every value in it.
#include "table.h"

#include <stdlib.h>

void table_free(hand_map *table) {
    hand_map_iter iter;
    void *value;
    hand_map_iter_init(&iter, table);
    while (hand_map_iter_next(&iter, NULL, &value))
        free(value);
    hand_map_free(table);
}
