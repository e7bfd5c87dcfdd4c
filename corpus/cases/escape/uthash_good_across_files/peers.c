// SPDX-License-Identifier: Apache-2.0
#include "peers.h"

#include <stdlib.h>

struct peer *all_peers;

struct peer *peers_parse(const char *text) {
    struct peer *peers = NULL;
    for (int id = 1; *text; text++, id++) {
        struct peer *peer = calloc(1, sizeof *peer);
        if (!peer)
            break;
        peer->id = id;
        HASH_ADD_INT(peers, id, peer);
    }
    return peers;
}

void peers_free(struct peer *peers) {
    struct peer *peer, *next;
    HASH_ITER(hh, peers, peer, next) {
        HASH_DEL(peers, peer);
        free(peer);
    }
}
