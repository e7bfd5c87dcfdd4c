// SPDX-License-Identifier: Apache-2.0

// Iterations: what a pinned table shows of the entries as they are now.
//
// The iteration walks its table in a circle of buckets from a random one, and the slots of each
// from a random one. A cell that was moved away stands for the entry wherever it lives now. A
// bucket that was not filled yet when it is reached is seen through the old bucket that will fill
// it, without the entries that will go to the other half.
#include "gomap_core.h"

void gomap_iter_init(GomapIter *it, Gomap *map) {
    *it = (GomapIter){.map = map};
    if (!map || !map->table || map->count == 0) {
        it->map = NULL;
        return;
    }
    it->table = map->table;
    it->source = map->old;
    pin(it->table);
    pin(it->source);
    it->left = bucket_count(it->table);
    it->clears = map->clears;
    if (map->type.deterministic)
        return;
    uint64_t nth = atomic_fetch_add_explicit(&map->iterations, 1, memory_order_relaxed);
    uint64_t start = gomap_seed_derive(&map->seed, nth + 2); // 0 and 1 make the next seed
    it->index = start & mask_of(it->table);
    it->offset = (uint8_t)(start >> it->table->log2 & (SLOTS - 1));
}

void gomap_iter_fini(GomapIter *it) {
    unpin(it->table);
    unpin(it->source);
    *it = (GomapIter){0};
}

static bool enter_bucket(GomapIter *it) {
    const Gomap *m = it->map;
    if (it->left == 0)
        return false;
    size_t index = it->index;
    it->left--;
    it->index = (index + 1) & mask_of(it->table);
    it->step = 0;
    it->filter = false;
    it->bucket = bucket_at(m, it->table, index);
    if (!it->source || m->old != it->source || is_ready(m, index))
        return true;
    it->bucket = bucket_at(m, it->source, index & mask_of(it->source));
    it->filter = it->source->log2 != it->table->log2;
    it->wanted = index;
    return true;
}

static bool show_cell(GomapIter *it, unsigned slot) {
    const Gomap *m = it->map;
    unsigned char mark = it->bucket[slot];
    if (mark <= EMPTY_ONE || mark == MOVED_EMPTY)
        return false;
    Cell cell = {NULL, it->bucket, slot};
    unsigned char *key = key_in(m, it->bucket, slot);
    if (it->filter || mark < MIN_TOP) {
        uint64_t hash = hash_key(m, key);
        if (it->filter && (hash & mask_of(it->table)) != it->wanted)
            return false;
        if (mark < MIN_TOP && !find_cell(m, key, hash, &cell))
            return false;
    }
    it->key = key_in(m, cell.bucket, cell.slot);
    it->value = value_in(m, cell.bucket, cell.slot);
    return true;
}

static bool find_next(GomapIter *it) {
    while (it->bucket || enter_bucket(it)) {
        while (it->step < SLOTS) {
            unsigned slot = (unsigned)(it->step++ + it->offset) & (SLOTS - 1);
            if (show_cell(it, slot))
                return true;
        }
        it->bucket = next_in_chain(it->map, it->bucket);
        it->step = 0;
    }
    return false;
}

bool gomap_iter_next(GomapIter *it) {
    if (it->map && is_writing(it->map))
        gomap_overlap(GOMAP_CONCURRENT_ITERATION);
    else if (it->map && it->clears == it->map->clears && find_next(it))
        return true;
    gomap_iter_fini(it);
    return false;
}
