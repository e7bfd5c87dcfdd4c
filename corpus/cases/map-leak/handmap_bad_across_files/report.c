// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include <stdio.h>

void report(hand_map *totals) {
    hand_map_iter iter;
    const char *key;
    hand_map_iter_init(&iter, totals);
    while (hand_map_iter_next(&iter, &key, NULL))
        printf("%s", key);
}
