// SPDX-License-Identifier: Apache-2.0
// The gossip loop frees another file's table before it puts a fresh one there.
#include "peers.h"

#include <stdio.h>

static void on_gossip(const char *message) {
    struct peer *fresh = peers_parse(message);
    peers_free(all_peers);
    all_peers = fresh;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        on_gossip(line);
        printf("%u\n", HASH_COUNT(all_peers));
    }
    return 0;
}
