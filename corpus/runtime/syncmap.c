// SPDX-License-Identifier: Apache-2.0

// The operations on a Syncmap. The two parts and the rules of release are described in
// syncmap_core.h.
//
// Each operation looks for the entry of its key in the read part. If it is there, the operation is
// one change of the entry's box pointer; if not, it is done in the same way under the lock, where
// the entry may also be in the dirty part, or be made. Whether an entry has a value is decided by
// its box alone.
#include "syncmap_core.h"

#include "allocator.h"

// The descriptor of the parts' maps: they own nothing.
static GomapType inner_type(const GomapType *type) {
    GomapType inner = *type;
    inner.value_size = sizeof(Entry *);
    inner.value_align = _Alignof(Entry *);
    inner.key_copy = NULL;
    inner.key_release = NULL;
    inner.value_copy = NULL;
    inner.value_release = NULL;
    return inner;
}

static GomapStatus check_type(const GomapType *type) {
    if (!type || type->value_size != sizeof(void *) || type->update_key ||
        (type->key_release && !type->key_copy))
        return GOMAP_BAD_TYPE;
    Gomap *probe;
    GomapStatus status = gomap_new(type, 0, &probe);
    gomap_free(probe);
    return status;
}

static bool make_locks(Syncmap *map) {
    if (pthread_mutex_init(&map->lock, NULL) != 0)
        return false;
    if (pthread_mutex_init(&map->collecting, NULL) == 0)
        return true;
    pthread_mutex_destroy(&map->lock);
    return false;
}

GomapStatus syncmap_new(const GomapType *type, Syncmap **out) {
    *out = NULL;
    GomapStatus status = check_type(type);
    if (status != GOMAP_OK)
        return status;
    Syncmap *map = allocator_take(&type->allocator, sizeof *map);
    if (!map)
        return GOMAP_NO_MEMORY;
    *map = (Syncmap){
        .type = *type, .inner = inner_type(type), .entry_size = ENTRY_HEAD + type->key_size};
    map->nothing.object.kind = OBJECT_PART;
    atomic_store(&map->read, &map->nothing);
    atomic_store(&map->era, 1);
    atomic_store(&map->limit, SYNCMAP_BATCH);
    if (!make_locks(map)) {
        allocator_give(type->allocator, map, sizeof *map);
        return GOMAP_NO_MEMORY;
    }
    *out = map;
    return GOMAP_OK;
}

void syncmap_free(Syncmap *map) {
    if (!map)
        return;
    syncmap_clear(map);
    syncmap_collect(map);
    pthread_mutex_destroy(&map->lock);
    pthread_mutex_destroy(&map->collecting);
    allocator_give(map->type.allocator, map, sizeof *map);
}

// The entry of a key, for reading and deleting.
typedef struct Found {
    Entry *entry; // or NULL
    bool locked;  // the lock is held
    bool missed;  // it was not in the read part
} Found;

static Found look_up(SyncmapSection *section, const void *key) {
    Part *part = load_part(section);
    Found found = {.entry = entry_in(part, key)};
    if (found.entry || !atomic_load(&part->amended))
        return found;
    Syncmap *map = section->map;
    pthread_mutex_lock(&map->lock);
    found.locked = true;
    found.entry = entry_in(load_part(section), key);
    found.missed = !found.entry && map->dirty;
    if (found.missed)
        found.entry = entry_in(map->dirty, key);
    return found;
}

// Takes an entry that is only in the dirty part out of it, after it was deleted.
static void drop_entry(Syncmap *map, Entry *entry) {
    gomap_remove(map->dirty->map, key_of(entry));
    syncmap_guard_retire(map, &entry->object);
}

static void end_look_up(Syncmap *map, const Found *found) {
    if (!found->locked)
        return;
    if (found->missed)
        syncmap_part_miss(map);
    pthread_mutex_unlock(&map->lock);
}

void *syncmap_load(SyncmapSection *section, const void *key) {
    if (!section->map)
        return NULL;
    Found found = look_up(section, key);
    Box *box = found.entry ? load_box(section, found.entry) : NULL;
    end_look_up(section->map, &found);
    if (found.locked)
        syncmap_guard_collect_if_due(section->map);
    return is_live(box) ? box->value : NULL;
}

// Makes `box` the entry's one; `*old` is the one before it, or NULL. False: it is expunged.
static bool exchange(SyncmapSection *section, Entry *entry, Box *box, Box **old) {
    Box *seen;
    do {
        seen = load_box(section, entry);
        if (seen == EXPUNGED)
            return false;
    } while (!atomic_compare_exchange_weak(&entry->box, &seen, box));
    *old = seen;
    if (seen)
        syncmap_guard_retire(section->map, &seen->object);
    return true;
}

// Makes `box` the entry's one if it has none; `*now` is the one it has then. False: it is expunged.
static bool fill(SyncmapSection *section, Entry *entry, Box *box, Box **now) {
    Box *seen;
    do {
        seen = load_box(section, entry);
        if (seen == EXPUNGED)
            return false;
        *now = seen ? seen : box;
    } while (!seen && !atomic_compare_exchange_weak(&entry->box, &seen, box));
    return true;
}

typedef bool Change(SyncmapSection *section, Entry *entry, Box *box, Box **result);

// Applies `change` to the entry of `key`, which is made if need be. False: no memory.
static bool change_entry(SyncmapSection *section, const void *key, Change *change, Box *box,
                         Box **result) {
    Entry *entry = entry_in(load_part(section), key);
    if (entry && change(section, entry, box, result))
        return true;
    Syncmap *map = section->map;
    bool missed;
    pthread_mutex_lock(&map->lock);
    entry = syncmap_part_entry(map, key, &missed);
    if (entry)
        change(section, entry, box, result);
    if (missed)
        syncmap_part_miss(map);
    pthread_mutex_unlock(&map->lock);
    return entry;
}

static GomapStatus swap(SyncmapSection *section, const void *key, void *value, Box **old) {
    if (!section->map)
        return GOMAP_NIL_MAP;
    Box *box = syncmap_part_box(section->map, value);
    if (!box)
        return GOMAP_NO_MEMORY;
    if (change_entry(section, key, exchange, box, old))
        return GOMAP_OK;
    syncmap_part_unbox(section->map, box);
    return GOMAP_NO_MEMORY;
}

GomapStatus syncmap_swap(SyncmapSection *section, const void *key, void *value, void **previous,
                         bool *loaded) {
    Box *old = NULL;
    GomapStatus status = swap(section, key, value, &old);
    if (previous)
        *previous = old ? old->value : NULL;
    if (loaded)
        *loaded = old;
    if (status == GOMAP_OK)
        syncmap_guard_collect_if_due(section->map);
    return status;
}

GomapStatus syncmap_store(Syncmap *map, const void *key, void *value) {
    SyncmapSection section;
    Box *old = NULL;
    syncmap_enter(&section, map);
    GomapStatus status = swap(&section, key, value, &old);
    syncmap_leave(&section);
    if (status == GOMAP_OK)
        syncmap_guard_collect_if_due(map);
    return status;
}

// The box that `key` has then: an old one, or a new one with `value`. NULL: no memory.
static Box *load_or_store(SyncmapSection *section, const void *key, void *value, bool *loaded) {
    Entry *entry = entry_in(load_part(section), key);
    Box *now = entry ? load_box(section, entry) : NULL;
    *loaded = is_live(now);
    if (*loaded)
        return now;
    Box *box = syncmap_part_box(section->map, value);
    if (!box)
        return NULL;
    if (!change_entry(section, key, fill, box, &now))
        now = NULL;
    *loaded = now && now != box;
    if (now != box)
        syncmap_part_unbox(section->map, box);
    return now;
}

GomapStatus syncmap_load_or_store(SyncmapSection *section, const void *key, void *value,
                                  void **actual, bool *loaded) {
    *actual = NULL;
    *loaded = false;
    if (!section->map)
        return GOMAP_NIL_MAP;
    Box *box = load_or_store(section, key, value, loaded);
    if (!box)
        return GOMAP_NO_MEMORY;
    *actual = box->value;
    syncmap_guard_collect_if_due(section->map);
    return GOMAP_OK;
}

// Deletes the entry's value; NULL if it has none.
static Box *take(SyncmapSection *section, Entry *entry) {
    Box *seen;
    do {
        seen = load_box(section, entry);
        if (!is_live(seen))
            return NULL;
    } while (!atomic_compare_exchange_weak(&entry->box, &seen, NULL));
    syncmap_guard_retire(section->map, &seen->object);
    return seen;
}

static Box *delete_key(SyncmapSection *section, const void *key) {
    if (!section->map)
        return NULL;
    Found found = look_up(section, key);
    Box *box = found.entry ? take(section, found.entry) : NULL;
    if (found.entry && found.missed)
        drop_entry(section->map, found.entry);
    end_look_up(section->map, &found);
    return box;
}

bool syncmap_load_and_delete(SyncmapSection *section, const void *key, void **value) {
    Box *box = delete_key(section, key);
    if (value)
        *value = box ? box->value : NULL;
    if (section->map)
        syncmap_guard_collect_if_due(section->map);
    return box;
}

bool syncmap_delete(Syncmap *map, const void *key) {
    SyncmapSection section;
    syncmap_enter(&section, map);
    bool deleted = delete_key(&section, key);
    syncmap_leave(&section);
    if (map)
        syncmap_guard_collect_if_due(map);
    return deleted;
}

// One step from a box with the value `old` to `*fresh`, which is made for it if `value` is given.
static GomapStatus compare(SyncmapSection *section, Entry *entry, void *old, void **value,
                           bool *swapped) {
    Box *fresh = NULL;
    Box *seen = load_box(section, entry);
    while (is_live(seen) && seen->value == old) {
        if (value && !fresh)
            fresh = syncmap_part_box(section->map, *value);
        if (value && !fresh)
            return GOMAP_NO_MEMORY;
        Box *expected = seen;
        if (atomic_compare_exchange_strong(&entry->box, &expected, fresh)) {
            syncmap_guard_retire(section->map, &seen->object);
            *swapped = true;
            return GOMAP_OK;
        }
        seen = load_box(section, entry);
    }
    if (fresh)
        syncmap_part_unbox(section->map, fresh);
    return GOMAP_OK;
}

static GomapStatus compare_key(Syncmap *map, const void *key, void *old, void **value,
                               bool *swapped) {
    *swapped = false;
    if (!map)
        return value ? GOMAP_NIL_MAP : GOMAP_OK;
    SyncmapSection section;
    syncmap_enter(&section, map);
    Found found = look_up(&section, key);
    GomapStatus status = GOMAP_OK;
    if (found.entry)
        status = compare(&section, found.entry, old, value, swapped);
    if (*swapped && !value && found.missed)
        drop_entry(map, found.entry);
    end_look_up(map, &found);
    syncmap_leave(&section);
    syncmap_guard_collect_if_due(map);
    return status;
}

GomapStatus syncmap_compare_and_swap(Syncmap *map, const void *key, void *old, void *value,
                                     bool *swapped) {
    return compare_key(map, key, old, &value, swapped);
}

bool syncmap_compare_and_delete(Syncmap *map, const void *key, void *old) {
    bool deleted;
    compare_key(map, key, old, NULL, &deleted);
    return deleted;
}

// The read part, with all keys that there are.
static Part *whole_part(SyncmapSection *section) {
    Part *part = load_part(section);
    if (!atomic_load(&part->amended))
        return part;
    pthread_mutex_lock(&section->map->lock);
    syncmap_part_promote(section->map);
    part = load_part(section);
    pthread_mutex_unlock(&section->map->lock);
    return part;
}

void syncmap_range(SyncmapSection *section, SyncmapVisit *visit, void *ctx) {
    if (!section->map)
        return;
    GomapIter it;
    for (gomap_iter_init(&it, whole_part(section)->map); gomap_iter_next(&it);) {
        Box *box = load_box(section, *(Entry **)it.value);
        if (is_live(box) && !visit(it.key, box->value, ctx))
            break;
    }
    gomap_iter_fini(&it);
    syncmap_guard_collect_if_due(section->map);
}

void syncmap_clear(Syncmap *map) {
    if (!map)
        return;
    pthread_mutex_lock(&map->lock);
    syncmap_part_clear(map);
    pthread_mutex_unlock(&map->lock);
    syncmap_guard_collect_if_due(map);
}
