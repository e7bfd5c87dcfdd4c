// SPDX-License-Identifier: Apache-2.0

// The shape of a map, and a walk over it that checks the invariants of gomap_core.h.
#include "gomap_hash.h"

#include <stdio.h>

// Each number by itself, in any thread; a map that is being written meanwhile may show numbers of
// two moments.
void gomap_stats(const Gomap *map, GomapStats *stats) {
    *stats = (GomapStats){0};
    if (!map)
        return;
    stats->entries = get(&map->count);
    stats->buckets = get(&map->buckets_now);
    stats->overflow = get(&map->overflow);
    stats->old_buckets = get(&map->old_buckets);
    stats->bucket_size = map->bucket_size;
    stats->retired = get(&map->retired_count);
    stats->bytes = get(&map->bytes);
    stats->doublings = map->doublings;
    stats->compactions = map->compactions;
    stats->moved = map->moved;
    stats->slices = map->slices;
    stats->peak = get(&map->peak);
    stats->overwritten = map->overwritten;
    stats->dropped = map->dropped;
    stats->place = map->place;
}

typedef struct Check {
    const Gomap *map;
    size_t entries;  // seen
    size_t overflow; // seen in the table at hand
    char *why;
    size_t n;
} Check;

static bool broken(Check *c, const char *what, size_t index) {
    if (c->n)
        snprintf(c->why, c->n, "%s (bucket %zu)", what, index);
    return false;
}

static bool check_entry(Check *c, unsigned char *bucket, unsigned slot, size_t index) {
    const Gomap *m = c->map;
    void *key = key_in(m, bucket, slot);
    uint64_t hash = hash_key(m, key);
    Cell cell;
    c->entries++;
    if (!is_reflexive(m, key))
        return true;
    if (bucket[slot] != mark_of(hash))
        return broken(c, "a mark is not that of the key's hash", index);
    if (!find_cell(m, key, hash, &cell))
        return broken(c, "an entry is not found by its key", index);
    if (cell.bucket != bucket || cell.slot != slot)
        return broken(c, "a key is there twice", index);
    return true;
}

static bool check_cell(Check *c, unsigned char *head, Cell at, size_t index) {
    unsigned char mark = at.bucket[at.slot];
    bool moved = mark >= MOVED_X && mark <= MOVED_EMPTY;
    if (moved != is_moved_head(head))
        return broken(c, "a chain is moved in part", index);
    if (moved)
        return true;
    bool last = is_last_of_chain(&at);
    if (mark == EMPTY_REST && !last)
        return broken(c, "a cell marked as the last has one behind it", index);
    if (mark == EMPTY_ONE && last)
        return broken(c, "the last empty cells are not marked as such", index);
    return mark < MIN_TOP || check_entry(c, at.bucket, at.slot, index);
}

static bool check_chain(Check *c, unsigned char *head, size_t index) {
    for (unsigned char *b = head; b; b = next_in_chain(b)) {
        c->overflow += b != head;
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            if (!check_cell(c, head, (Cell){head, b, slot}, index))
                return false;
        }
    }
    return true;
}

static bool check_table(Check *c, Table *t) {
    const Gomap *m = c->map;
    c->overflow = 0;
    for (size_t i = 0; i < bucket_count(t); i++) {
        unsigned char *head = bucket_at(m, t, i);
        if (t == m->table && !is_ready(m, i))
            continue;
        if (i * m->bucket_size < t->given_back)
            continue;
        if (!check_chain(c, head, i))
            return false;
        if (t == m->table && is_moved_head(head))
            return broken(c, "a bucket of the current table is moved", i);
        if (t == m->old && i < m->next_old && !is_moved_head(head))
            return broken(c, "an old bucket was passed over", i);
    }
    if (t == m->table && c->overflow != get(&m->overflow))
        return broken(c, "the count of overflow buckets is wrong", 0);
    return true;
}

static bool check_tables(Check *c) {
    const Gomap *m = c->map;
    if (m->table && !check_table(c, m->table))
        return false;
    if (m->old && !check_table(c, m->old))
        return false;
    for (Table *t = m->retired; t; t = t->next) {
        if (!check_table(c, t))
            return false;
    }
    return true;
}

static size_t bytes_of(const Table *t) {
    if (!t)
        return 0;
    size_t bytes = t->lent ? 0 : sizeof *t + t->size - t->given_back;
    for (const Run *run = t->runs; run; run = run->next)
        bytes += run->size;
    return bytes;
}

static size_t bytes_of_list(const Table *t) {
    size_t bytes = 0;
    for (; t; t = t->next)
        bytes += bytes_of(t);
    return bytes;
}

static bool check_bytes(Check *c) {
    const Gomap *m = c->map;
    size_t bytes = m->lent ? 0 : m->own_size;
    bytes += bytes_of(m->table) + bytes_of(m->old);
    bytes += bytes_of_list(m->retired) + bytes_of_list(m->draining);
    bytes += get(&m->count) * (m->key_boxed ? m->type.key_size : 0);
    bytes += get(&m->count) * (m->value_boxed ? m->type.value_size : 0);
    return bytes == get(&m->bytes) || broken(c, "memory is lost or counted twice", 0);
}

bool gomap_check(const Gomap *map, char *why, size_t n) {
    if (n)
        why[0] = '\0';
    if (!map)
        return true;
    Check c = {.map = map, .why = why, .n = n};
    if (!check_tables(&c) || !check_bytes(&c))
        return false;
    return c.entries == get(&map->count) || broken(&c, "the count of entries is wrong", 0);
}
