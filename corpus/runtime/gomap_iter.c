// SPDX-License-Identifier: Apache-2.0

// Iterations: what a pinned table shows of the entries as they are now.
//
// The iteration walks its table in a circle of buckets from a random one, and the slots of each
// from a random one. A cell that was moved away stands for the entry wherever it lives now. A
// bucket that was not filled yet when it is reached is seen through the old bucket that will fill
// it, without the entries that will go to the other half.
//
// A key that is unequal to itself is not found again: where it was moved away, its cell is shown as
// it was, since nobody can have changed or removed it.
#include "gomap_hash.h"

void gomap_iter_init(GomapIter *it, Gomap *map) {
    *it = (GomapIter){.map = map};
    if (!map || !map->table || get(&map->count) == 0) {
        it->map = NULL;
        return;
    }
    it->table = map->table;
    it->source = map->old;
    pin(it->table);
    pin(it->source);
    it->left = bucket_count(it->table);
    it->key_width = map->key_width;
    it->value_width = map->value_width;
    it->value_at = map->value_at;
    it->clears = map->clears;
    if (map->type.deterministic)
        return;
    uint64_t nth = atomic_fetch_add_explicit(&map->iterations, 1, memory_order_relaxed);
    uint64_t start = gomap_seed_derive(&map->seed, nth + 2); // 0 and 1 make the next seed
    it->index = start & mask_of(it->table);
    it->offset = (uint32_t)(start >> it->table->log2 & (SLOTS - 1));
}

void gomap_iter_fini(GomapIter *it) {
    unpin(it->table);
    unpin(it->source);
    *it = (GomapIter){0};
}

// The cells of the bucket at hand that hold something, the one at `offset` as the lowest bit. In
// boxes, or in an old bucket, an entry cannot be shown as it stands there.
static void enter_cells(GomapIter *it) {
    const Gomap *m = it->map;
    uint64_t cells = full_cells(it->bucket);
    unsigned bits = it->offset * SLOTS;
    cells = bits ? cells >> bits | cells << (64 - bits) : cells;
    bool closer = it->filter || m->key_boxed || m->value_boxed;
    it->cells = closer ? 0 : cells;
    it->others = closer ? cells : 0;
}

static bool enter_bucket(GomapIter *it) {
    const Gomap *m = it->map;
    if (it->left == 0)
        return false;
    size_t index = it->index;
    it->left--;
    it->index = (index + 1) & mask_of(it->table);
    it->filter = false;
    if (UNLIKELY(it->source && m->old == it->source && !is_ready(m, index))) {
        it->bucket = bucket_at(m, it->source, index & mask_of(it->source));
        it->filter = it->source->log2 != it->table->log2;
        it->wanted = index;
    } else {
        it->bucket = bucket_at(m, it->table, index);
    }
    enter_cells(it);
    return true;
}

// Whether an entry of an old bucket will go to the bucket that the iteration looks for.
static bool is_wanted(const GomapIter *it, const void *key, uint64_t hash, unsigned char mark) {
    if (is_reflexive(it->map, key))
        return (hash & mask_of(it->table)) == it->wanted;
    bool up = it->wanted >= bucket_count(it->source);
    return (mark & 1) == up;
}

// A cell that was moved or that stands in an old bucket. False if it shows nothing.
static bool follow(const GomapIter *it, Cell *cell) {
    const Gomap *m = it->map;
    unsigned char mark = cell->bucket[cell->slot];
    if (mark <= EMPTY_ONE || mark == MOVED_EMPTY)
        return false;
    const void *key = key_in(m, cell->bucket, cell->slot);
    uint64_t hash = hash_key(m, key);
    if (it->filter && !is_wanted(it, key, hash, mark))
        return false;
    return mark >= MIN_TOP || !is_reflexive(m, key) || find_cell(m, key, hash, cell);
}

static bool show_cell(GomapIter *it, unsigned slot) {
    const Gomap *m = it->map;
    Cell cell = {NULL, it->bucket, slot};
    if (UNLIKELY(it->filter || it->bucket[slot] < MIN_TOP) && !follow(it, &cell))
        return false;
    it->key = key_in(m, cell.bucket, cell.slot);
    it->value = value_in(m, cell.bucket, cell.slot);
    return true;
}

// Shows the next cell of the bucket that has something to show.
static bool show_next(GomapIter *it) {
    uint64_t *cells = it->cells ? &it->cells : &it->others;
    while (*cells) {
        unsigned slot = (first_of(*cells) + it->offset) & (SLOTS - 1);
        *cells &= *cells - 1;
        if (show_cell(it, slot))
            return true;
    }
    return false;
}

static bool find_next(GomapIter *it) {
    while (it->bucket || enter_bucket(it)) {
        if (show_next(it))
            return true;
        it->bucket = next_in_chain(it->bucket);
        if (UNLIKELY(it->bucket != NULL))
            enter_cells(it);
    }
    return false;
}

bool gomap_iter_advance(GomapIter *it) {
    if (UNLIKELY(it->map && is_writing(it->map)))
        gomap_overlap(GOMAP_CONCURRENT_ITERATION);
    else if (LIKELY(it->map && it->clears == it->map->clears) && find_next(it))
        return true;
    gomap_iter_fini(it);
    return false;
}
