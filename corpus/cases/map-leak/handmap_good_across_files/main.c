// SPDX-License-Identifier: Apache-2.0
// report() frees what it is given.
#include "report.h"

#include <stdio.h>

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        hand_map *totals = hand_map_new();
        hand_map_put(totals, line, (void *)"1");
        report(totals);
    }
    return 0;
}
