// SPDX-License-Identifier: Apache-2.0
// When the second allocation fails, the half-made object is freed without its map.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct store {
    hand_map *items;
    char *journal;
};

static struct store *store_new(size_t journal_size) {
    struct store *store = malloc(sizeof *store);
    if (!store)
        return NULL;
    store->items = hand_map_new();
    store->journal = journal_size < 32 ? malloc(journal_size + 1) : NULL;
    if (!store->journal) {
        free(store); // expect: map-leak
        return NULL;
    }
    return store;
}

static void store_free(struct store *store) {
    hand_map_free(store->items);
    free(store->journal);
    free(store);
}

int main(void) {
    for (size_t size = 0; size < 64; size++) {
        struct store *store = store_new(size);
        if (!store)
            continue;
        printf("%zu\n", hand_map_size(store->items));
        store_free(store);
    }
    return 0;
}
