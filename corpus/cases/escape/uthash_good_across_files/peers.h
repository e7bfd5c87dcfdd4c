// SPDX-License-Identifier: Apache-2.0
#ifndef PEERS_H
#define PEERS_H

#include <uthash.h>

struct peer {
    int id;
    UT_hash_handle hh;
};

extern struct peer *all_peers;

struct peer *peers_parse(const char *text);
void peers_free(struct peer *peers);

#endif
