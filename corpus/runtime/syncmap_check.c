// SPDX-License-Identifier: Apache-2.0

// The shape of a Syncmap, and the walker over invariants 1 to 4 of syncmap_core.h. Both hold the
// lock; other threads may go on exchanging boxes.
#include "syncmap_core.h"

#include <stdio.h>

void syncmap_stats(Syncmap *map, SyncmapStats *stats) {
    *stats = (SyncmapStats){0};
    if (!map)
        return;
    pthread_mutex_lock(&map->lock);
    stats->readable = gomap_len(atomic_load(&map->read)->map);
    stats->dirty = map->dirty ? gomap_len(map->dirty->map) : 0;
    stats->misses = map->misses;
    stats->promotions = map->promotions;
    pthread_mutex_unlock(&map->lock);
    stats->waiting = atomic_load(&map->waiting);
}

static bool is_expunged(Entry *entry) {
    return atomic_load(&entry->box) == EXPUNGED;
}

static size_t listed(const Part *part) {
    size_t count = 0;
    for (Object *object = part->expunged; object; object = object->next)
        count += is_expunged((Entry *)object);
    return count;
}

// What is wrong with an entry of the read part, or NULL.
static const char *judge_entry(const Syncmap *map, const void *key, Entry *entry) {
    if (!map->dirty)
        return is_expunged(entry) ? "an expunged entry, but no dirty part" : NULL;
    Entry *other = entry_in(map->dirty, key);
    if (is_expunged(entry))
        return other ? "an expunged entry is in the dirty part" : NULL;
    return other == entry ? NULL : "an entry is not in the dirty part";
}

static const char *judge_entries(const Syncmap *map, const Part *read) {
    const char *wrong = NULL;
    size_t expunged = 0;
    GomapIter it;
    for (gomap_iter_init(&it, read->map); !wrong && gomap_iter_next(&it);) {
        Entry *entry = *(Entry **)it.value;
        expunged += is_expunged(entry);
        wrong = judge_entry(map, it.key, entry);
    }
    gomap_iter_fini(&it);
    if (!wrong && expunged != listed(read))
        return "the list of expunged entries does not hold each once";
    return wrong;
}

static const char *judge_dirty(const Part *dirty) {
    const char *wrong = NULL;
    GomapIter it;
    for (gomap_iter_init(&it, dirty->map); !wrong && gomap_iter_next(&it);) {
        if (is_expunged(*(Entry **)it.value))
            wrong = "the dirty part has an expunged entry";
    }
    gomap_iter_fini(&it);
    return wrong;
}

static const char *judge_parts(const Syncmap *map, const Part *read) {
    if (atomic_load(&read->amended) != (map->dirty != NULL))
        return "the read part does not say whether there is a dirty part";
    const char *wrong = judge_entries(map, read);
    return wrong || !map->dirty ? wrong : judge_dirty(map->dirty);
}

bool syncmap_check(Syncmap *map, char *why, size_t n) {
    if (!map)
        return true;
    pthread_mutex_lock(&map->lock);
    Part *read = atomic_load(&map->read);
    bool sound =
        gomap_check(read->map, why, n) && gomap_check(map->dirty ? map->dirty->map : NULL, why, n);
    const char *wrong = sound ? judge_parts(map, read) : NULL;
    if (wrong && n)
        snprintf(why, n, "%s", wrong);
    pthread_mutex_unlock(&map->lock);
    return sound && !wrong;
}
