// SPDX-License-Identifier: Apache-2.0
// The key belongs to the entry: it is printed before the removal.
// proof: grows "the entries are read first, and removed afterwards"
#include <handmap.h>
#include <stdio.h>

static void expire(hand_map *leases) {
    hand_map_iter iter;
    const char *client;
    hand_map_iter_init(&iter, leases);
    while (hand_map_iter_next(&iter, &client, NULL)) {
        printf("expired: %s", client);
        hand_map_remove(leases, client);
    }
}

int main(void) {
    char line[64];
    hand_map *leases = hand_map_new();
    while (fgets(line, sizeof line, stdin))
        hand_map_add(leases, line, (void *)"lease");
    expire(leases);
    hand_map_free(leases);
    return 0;
}
