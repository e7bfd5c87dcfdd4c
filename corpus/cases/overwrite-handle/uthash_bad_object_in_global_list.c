// SPDX-License-Identifier: Apache-2.0
// A peer in the global list gets a new table of blocks while its old one still has elements.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct block {
    int number;
    UT_hash_handle hh;
};

struct peer {
    struct block *wanted;
    struct peer *next;
};

static struct peer *peers;

static void ask(struct peer *peer, int number) {
    struct block *block = calloc(1, sizeof *block);
    if (!block)
        abort();
    block->number = number;
    peer->wanted = NULL; // expect-fn: overwrite-handle
    HASH_ADD_INT(peer->wanted, number, block);
}

int main(void) {
    char line[64];
    static struct peer one;
    peers = &one;
    for (int number = 0; fgets(line, sizeof line, stdin); number++) {
        for (struct peer *peer = peers; peer; peer = peer->next)
            ask(peer, number);
        printf("%u\n", HASH_COUNT(one.wanted));
    }
    return 0;
}
