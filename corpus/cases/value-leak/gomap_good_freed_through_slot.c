// SPDX-License-Identifier: Apache-2.0
// Idle connections go: the pointer is read from its entry, the entry removed, the connection freed.
#include "runtime/gomap.h"

#include <stdio.h>
#include <stdlib.h>

struct connection {
    int idle;
};

static Gomap *connections;

static void sweep(void) {
    GomapIter it;
    for (gomap_iter_init(&it, connections); gomap_iter_next(&it);) {
        struct connection *c = *(struct connection **)it.value;
        if (++c->idle > 3) {
            gomap_remove(connections, it.key);
            free(c);
        }
    }
}

static void accept_one(uint32_t id) {
    struct connection *c = calloc(1, sizeof *c);
    if (!c)
        return;
    if (gomap_find(connections, &id) || gomap_put(connections, &id, &c) != GOMAP_OK)
        free(c);
}

int main(void) {
    char line[256];
    GomapType type = gomap_type_u32(sizeof(struct connection *));
    if (gomap_new(&type, 16, &connections))
        return 1;
    for (uint32_t id = 0; fgets(line, sizeof line, stdin); id++) {
        accept_one(id);
        sweep();
    }
    for (int i = 0; i < 5; i++)
        sweep();
    gomap_free(connections);
    return 0;
}
