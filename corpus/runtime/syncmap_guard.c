// SPDX-License-Identifier: Apache-2.0

// Sections, and when an object that was replaced may be released: invariants 8 to 14 of
// syncmap_core.h.
//
// A collection takes the list of retired objects, reads the slots, and sorts the objects by them:
//
//     open sections     [3, 5]  [7, 7]
//     object  born 1, retired 2   released: gone before any of them began
//     object  born 4, retired 6   held by the first
//     object  born 6, retired 6   released: the first has not looked since era 5
//
// The hooks run after all locks are given back.
//
// Not handled: a section that is never left holds what it saw for ever.
#include "syncmap_core.h"

// Where a thread begins to look for a free slot, so that threads meet rarely.
static unsigned own_start(void) {
    static atomic_uint threads;
    static _Thread_local unsigned own;
    if (!own)
        own = atomic_fetch_add_explicit(&threads, 7, memory_order_relaxed) + 7;
    return own;
}

static bool claim(Slot *slot, uint64_t era) {
    unsigned long long free_slot = 0;
    return atomic_load_explicit(&slot->first, memory_order_relaxed) == 0 &&
           atomic_compare_exchange_strong(&slot->first, &free_slot, era);
}

void syncmap_enter(SyncmapSection *section, Syncmap *map) {
    *section = (SyncmapSection){.map = map};
    if (!map)
        return;
    section->last = atomic_load(&map->era);
    unsigned start = own_start();
    for (unsigned i = 0; i < SYNCMAP_SECTIONS; i++) {
        Slot *slot = &map->slots[(start + i) % SYNCMAP_SECTIONS];
        if (claim(slot, section->last)) {
            section->slot = slot;
            return;
        }
    }
    atomic_fetch_add(&map->crowd, 1);
}

void syncmap_leave(SyncmapSection *section) {
    if (section->slot)
        atomic_store_explicit(&section->slot->first, 0, memory_order_release);
    else if (section->map)
        atomic_fetch_sub(&section->map->crowd, 1);
    *section = (SyncmapSection){0};
}

// Short eras make the difference between what a section saw and what it holds small. A constant
// part of the batch, so that advancing costs the readers little.
enum { ERA_LENGTH = SYNCMAP_BATCH / 16 + 1 };

uint64_t syncmap_guard_next_era(Syncmap *map) {
    return atomic_fetch_add(&map->era, 1) + 1;
}

void syncmap_guard_tick(Syncmap *map) {
    if (atomic_fetch_add_explicit(&map->ticks, 1, memory_order_relaxed) % ERA_LENGTH == 0)
        syncmap_guard_next_era(map);
}

void syncmap_guard_retire(Syncmap *map, Object *object) {
    object->retired = atomic_load(&map->era);
    // Before the object is on the list, or a collector could subtract it first.
    atomic_fetch_add(&map->waiting, syncmap_part_weight(object));
    object->next = atomic_load_explicit(&map->retired, memory_order_relaxed);
    while (!atomic_compare_exchange_weak(&map->retired, &object->next, object))
        ;
    if (object->kind == OBJECT_PART)
        syncmap_guard_next_era(map);
    else
        syncmap_guard_tick(map);
}

// The eras that the open sections show.
typedef struct Spans {
    size_t count;
    struct {
        uint64_t first;
        uint64_t last;
    } at[SYNCMAP_SECTIONS + 1];
} Spans;

static void read_spans(Syncmap *map, Spans *spans) {
    spans->count = 0;
    if (atomic_load(&map->crowd) > 0) {
        spans->at[spans->count].first = 0;
        spans->at[spans->count++].last = UINT64_MAX;
    }
    for (size_t i = 0; i < SYNCMAP_SECTIONS; i++) {
        uint64_t first = atomic_load(&map->slots[i].first);
        uint64_t last = atomic_load(&map->slots[i].last);
        if (first == 0)
            continue;
        spans->at[spans->count].first = first;
        spans->at[spans->count++].last = last < first ? first : last;
    }
}

static bool is_held(const Spans *spans, const Object *object) {
    for (size_t i = 0; i < spans->count; i++) {
        if (spans->at[i].first <= object->retired && object->born <= spans->at[i].last)
            return true;
    }
    return false;
}

// What a collection has sorted.
typedef struct Sorted {
    Object *held;
    Object *free;
    size_t held_weight;
    size_t free_weight;
} Sorted;

static void sort_list(const Spans *spans, Object *list, Sorted *sorted) {
    while (list) {
        Object *object = list;
        list = object->next;
        bool held = is_held(spans, object);
        Object **to = held ? &sorted->held : &sorted->free;
        *(held ? &sorted->held_weight : &sorted->free_weight) += syncmap_part_weight(object);
        object->next = *to;
        *to = object;
    }
}

static Object *sort_waiting(Syncmap *map) {
    Spans spans;
    Sorted sorted = {0};
    syncmap_guard_next_era(map);
    Object *fresh = atomic_exchange(&map->retired, NULL);
    read_spans(map, &spans);
    sort_list(&spans, map->held, &sorted);
    sort_list(&spans, fresh, &sorted);
    map->held = sorted.held;
    atomic_fetch_sub(&map->waiting, sorted.free_weight);
    atomic_store(&map->limit, 2 * sorted.held_weight + SYNCMAP_BATCH);
    return sorted.free;
}

static bool is_due(Syncmap *map) {
    return atomic_load(&map->waiting) >= atomic_load(&map->limit);
}

// `always`: also when another thread has just collected.
static void collect(Syncmap *map, bool always) {
    Object *list = NULL;
    pthread_mutex_lock(&map->collecting);
    if (always || is_due(map))
        list = sort_waiting(map);
    pthread_mutex_unlock(&map->collecting);
    while (list) {
        Object *object = list;
        list = object->next;
        syncmap_part_release(map, object);
    }
}

void syncmap_guard_collect_if_due(Syncmap *map) {
    if (is_due(map))
        collect(map, false);
}

void syncmap_collect(Syncmap *map) {
    if (map)
        collect(map, true);
}
