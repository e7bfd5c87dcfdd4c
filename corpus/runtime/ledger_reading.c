// SPDX-License-Identifier: Apache-2.0

// What is computed from the tables: the buckets a map needs, the sums of places and of everything,
// the order in which they are told. The order depends on nothing but the program's own steps.
#include "ledger_reading.h"

#include "allocator.h"

#include <stdlib.h>

// What a map of so many entries has when it grows from nothing: the rule of gomap_core.h.
static size_t needed_buckets(size_t entries) {
    if (!entries)
        return 0;
    size_t buckets = 1;
    while (entries > 8 && entries / 13 >= buckets / 2 && entries > buckets / 2 * 13)
        buckets *= 2;
    return buckets;
}

static void add_waste(LedgerMap *m) {
    m->needed = needed_buckets(m->stats.entries);
    if (m->stats.buckets > m->needed)
        m->wasted = (m->stats.buckets - m->needed) * m->stats.bucket_size;
}

static void add_lost(LedgerPlace *place, const GomapStats *stats) {
    place->overwritten += stats->overwritten;
    place->dropped += stats->dropped;
    if (stats->peak > place->peak)
        place->peak = stats->peak;
}

static int by_address(const void *a, const void *b) {
    uintptr_t x = (uintptr_t)((const LedgerPlace *)a)->place;
    uintptr_t y = (uintptr_t)((const LedgerPlace *)b)->place;
    return (x > y) - (x < y);
}

// The live maps' share of the places' sums.
static void add_live(LedgerReading *r) {
    qsort(r->places, r->place_count, sizeof *r->places, by_address);
    for (size_t i = 0; i < r->map_count; i++) {
        LedgerMap *m = &r->maps[i];
        add_waste(m);
        LedgerPlace key = {.place = m->stats.place};
        LedgerPlace *place =
            bsearch(&key, r->places, r->place_count, sizeof *r->places, by_address);
        place->entries += m->stats.entries;
        place->bytes += m->stats.bytes;
        place->wasted += m->wasted;
        add_lost(place, &m->stats);
    }
}

static void add_total(LedgerReading *r) {
    LedgerPlace *t = &r->total;
    for (size_t i = 0; i < r->place_count; i++) {
        const LedgerPlace *p = &r->places[i];
        t->made += p->made;
        t->freed += p->freed;
        t->overwritten += p->overwritten;
        t->dropped += p->dropped;
        t->entries += p->entries;
        t->bytes += p->bytes;
        t->wasted += p->wasted;
        if (p->peak > t->peak)
            t->peak = p->peak;
    }
}

static int down(uint64_t a, uint64_t b) {
    return (a < b) - (a > b);
}

static int map_order(const void *a, const void *b) {
    const LedgerMap *x = a, *y = b;
    int order = down(x->stats.bytes, y->stats.bytes);
    return order ? order : down(y->serial, x->serial);
}

static int place_order(const void *a, const void *b) {
    const LedgerPlace *x = a, *y = b;
    int order = down(x->entries, y->entries);
    if (!order)
        order = down(x->bytes, y->bytes);
    if (!order)
        order = down(x->made, y->made);
    return order ? order : down(y->serial, x->serial);
}

LedgerStatus ledger_reading_init(LedgerReading *r) {
    *r = (LedgerReading){0};
    LedgerStatus status = ledger_read(r);
    if (status != LEDGER_OK) {
        ledger_reading_fini(r);
        return status;
    }
    add_live(r);
    add_total(r);
    qsort(r->maps, r->map_count, sizeof *r->maps, map_order);
    qsort(r->places, r->place_count, sizeof *r->places, place_order);
    return LEDGER_OK;
}

void ledger_reading_fini(LedgerReading *r) {
    allocator_give(r->allocator, r->maps, r->maps_size);
    allocator_give(r->allocator, r->places, r->places_size);
    *r = (LedgerReading){0};
}
