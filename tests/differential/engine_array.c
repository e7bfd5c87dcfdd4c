// SPDX-License-Identifier: Apache-2.0

// The oracle: entries in an array sorted by key, NaN entries behind them in a list of their own.
// An iteration shows what was there at its start and is there still. The bucket count is that of a
// map that doubles whenever one more entry would make more than 8, and more than 6.5 a bucket.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

typedef struct Entry {
    uint64_t number; // that the array is sorted by
    uint64_t bits;
    uint64_t value;
} Entry;

typedef struct List {
    Entry *entries;
    size_t count, room;
} List;

struct EngineMap {
    KeyKind kind;
    size_t value_size;
    List sorted, nans;
    size_t buckets;
};

struct EngineIter {
    const EngineMap *map;
    List start;
    size_t at;
};

static void insert(List *list, size_t at, const Entry *entry) {
    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 64;
        list->entries = realloc(list->entries, list->room * sizeof *list->entries);
        if (!list->entries)
            engine_fail("no memory");
    }
    memmove(&list->entries[at + 1], &list->entries[at], (list->count - at) * sizeof *entry);
    list->entries[at] = *entry;
    list->count++;
}

// The first entry that is not below `number`.
static size_t place_of(const List *list, uint64_t number) {
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (list->entries[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static Entry *find(const List *list, uint64_t number) {
    size_t at = place_of(list, number);
    return at < list->count && list->entries[at].number == number ? &list->entries[at] : NULL;
}

// What is stored under the key of a number.
static Entry entry_of(const EngineMap *m, uint64_t number, uint64_t value) {
    Entry entry = {number, number, m->value_size ? value : 0};
    if (m->kind == KEY_F64)
        entry.number = engine_number(engine_float(number), &entry.bits);
    return entry;
}

static EngineMap *make(KeyKind kind, size_t value_size) {
    EngineMap *m = calloc(1, sizeof *m);
    if (!m)
        engine_fail("no memory");
    m->kind = kind;
    m->value_size = value_size;
    m->buckets = 1;
    return m;
}

static void end(EngineMap *m) {
    free(m->sorted.entries);
    free(m->nans.entries);
    free(m);
}

static size_t length(const EngineMap *m) {
    return m->sorted.count + m->nans.count;
}

static void grow_if_due(EngineMap *m) {
    size_t count = length(m) + 1;
    if (count > 8 && count > 13 * (m->buckets / 2))
        m->buckets *= 2;
}

static void put(EngineMap *m, uint64_t number, uint64_t value) {
    Entry entry = entry_of(m, number, value);
    if (entry.number == ENGINE_NAN && m->kind == KEY_F64) {
        grow_if_due(m);
        insert(&m->nans, m->nans.count, &entry);
        return;
    }
    size_t at = place_of(&m->sorted, entry.number);
    if (find(&m->sorted, entry.number)) {
        m->sorted.entries[at] = entry;
        return;
    }
    grow_if_due(m);
    insert(&m->sorted, at, &entry);
}

static bool get(const EngineMap *m, uint64_t number, uint64_t *value) {
    const Entry *entry = find(&m->sorted, entry_of(m, number, 0).number);
    if (entry)
        *value = entry->value;
    return entry != NULL;
}

static void del(EngineMap *m, uint64_t number) {
    Entry *entry = find(&m->sorted, entry_of(m, number, 0).number);
    if (!entry)
        return;
    size_t behind = (size_t)(m->sorted.entries + m->sorted.count - (entry + 1));
    memmove(entry, entry + 1, behind * sizeof *entry);
    m->sorted.count--;
}

static void clear(EngineMap *m) {
    m->sorted.count = m->nans.count = 0;
}

static size_t buckets(const EngineMap *m) {
    return m->buckets;
}

static EngineIter *start(EngineMap *m) {
    EngineIter *it = calloc(1, sizeof *it);
    if (!it)
        engine_fail("no memory");
    it->map = m;
    for (size_t i = 0; i < m->sorted.count; i++)
        insert(&it->start, i, &m->sorted.entries[i]);
    for (size_t i = 0; i < m->nans.count; i++)
        insert(&it->start, it->start.count, &m->nans.entries[i]);
    return it;
}

static bool next(EngineIter *it, Shown *shown) {
    while (it->at < it->start.count) {
        const Entry *was = &it->start.entries[it->at++];
        bool is_nan = it->map->kind == KEY_F64 && was->number == ENGINE_NAN;
        const Entry *now = is_nan ? was : find(&it->map->sorted, was->number);
        if (now) {
            *shown = (Shown){now->number, now->bits, now->value};
            return true;
        }
    }
    free(it->start.entries);
    free(it);
    return false;
}

const Engine engine_array = {make, end, put, get, del, clear, length, buckets, start, next};
