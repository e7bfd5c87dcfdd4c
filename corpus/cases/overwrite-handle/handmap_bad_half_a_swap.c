// SPDX-License-Identifier: Apache-2.0
// Half of a swap: the map that was read from gets the new entries, and the old front is lost.
#include <handmap.h>
#include <stdio.h>

struct table {
    hand_map *front; // is read
    hand_map *back;  // is filled
};

static void flip(struct table *table) {
    table->front = table->back; // expect-fn: overwrite-handle
    table->back = hand_map_new();
}

int main(void) {
    char line[256];
    struct table table = {hand_map_new(), hand_map_new()}; // expect: map-leak // expect: map-leak
    while (fgets(line, sizeof line, stdin)) {
        hand_map_put(table.back, line, (void *)"seen");
        flip(&table);
        printf("%s: %zu\n", (char *)hand_map_get(table.front, line), hand_map_size(table.front));
    }
    hand_map_free(table.front);
    hand_map_free(table.back);
    return 0;
}
