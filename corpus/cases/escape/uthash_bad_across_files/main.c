// SPDX-License-Identifier: Apache-2.0
// The gossip loop puts a fresh table into another file's global at every message.
#include "peers.h"

#include <stdio.h>

static void on_gossip(const char *message) {
    struct peer *fresh = peers_parse(message);
    all_peers = fresh; // expect: escape
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        on_gossip(line);
        printf("%u\n", HASH_COUNT(all_peers));
    }
    return 0;
}
