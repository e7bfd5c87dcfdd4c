// SPDX-License-Identifier: Apache-2.0

// What the parts of a Syncmap are made of, and how they follow each other: invariants 1 to 9 of
// syncmap_core.h.
//
// The dirty part is made with the first new key after a promotion: the deleted entries of the read
// part become EXPUNGED, the others are put into a fresh Gomap, sized for those that live. So a map
// whose entries went away gets smaller tables. If memory runs out in the middle, the EXPUNGED ones
// become deleted ones again. A promotion drops the read part with the entries that are still
// EXPUNGED.
#include "syncmap_core.h"

#include "allocator.h"

#include <string.h>

Box syncmap_expunged;

static void *allocate(Syncmap *map, size_t size, ObjectKind kind) {
    Object *object = allocator_take(&map->type.allocator, size);
    if (!object)
        return NULL;
    memset(object, 0, size);
    object->kind = kind;
    object->born = atomic_load(&map->era);
    syncmap_guard_tick(map);
    return object;
}

Box *syncmap_part_box(Syncmap *map, void *value) {
    Box *box = allocate(map, sizeof *box, OBJECT_BOX);
    if (!box)
        return NULL;
    box->value = value;
    if (!map->type.value_copy)
        return box;
    box->value = NULL;
    if (map->type.value_copy(&box->value, &value, map->type.ctx))
        return box;
    allocator_give(map->type.allocator, box, sizeof *box);
    return NULL;
}

static void release_box(Syncmap *map, Box *box) {
    if (map->type.value_release)
        map->type.value_release(&box->value, map->type.ctx);
    allocator_give(map->type.allocator, box, sizeof *box);
}

void syncmap_part_unbox(Syncmap *map, Box *box) {
    if (map->type.value_copy)
        release_box(map, box);
    else
        allocator_give(map->type.allocator, box, sizeof *box);
}

static Entry *new_entry(Syncmap *map, const void *key) {
    Entry *entry = allocate(map, map->entry_size, OBJECT_ENTRY);
    if (!entry)
        return NULL;
    if (!map->type.key_copy)
        memcpy(key_of(entry), key, map->type.key_size);
    else if (!map->type.key_copy(key_of(entry), key, map->type.ctx)) {
        allocator_give(map->type.allocator, entry, map->entry_size);
        return NULL;
    }
    return entry;
}

static void release_entry(Syncmap *map, Entry *entry) {
    if (map->type.key_release)
        map->type.key_release(key_of(entry), map->type.ctx);
    allocator_give(map->type.allocator, entry, map->entry_size);
}

static Part *new_part(Syncmap *map, size_t hint) {
    Part *part = allocate(map, sizeof *part, OBJECT_PART);
    if (part && gomap_new(&map->inner, hint, &part->map) == GOMAP_OK)
        return part;
    if (part)
        allocator_give(map->type.allocator, part, sizeof *part);
    return NULL;
}

static void release_part(Syncmap *map, Part *part) {
    gomap_free(part->map);
    allocator_give(map->type.allocator, part, sizeof *part);
}

void syncmap_part_release(Syncmap *map, Object *object) {
    switch (object->kind) {
    case OBJECT_BOX:
        release_box(map, (Box *)object);
        break;
    case OBJECT_ENTRY:
        release_entry(map, (Entry *)object);
        break;
    case OBJECT_PART:
        release_part(map, (Part *)object);
        break;
    }
}

size_t syncmap_part_weight(const Object *object) {
    return object->kind == OBJECT_PART ? gomap_len(((const Part *)object)->map) + 1 : 1;
}

static Part *read_part(Syncmap *map) {
    return atomic_load(&map->read);
}

static bool add(Part *part, Entry *entry) {
    void *slot;
    if (gomap_assign(part->map, key_of(entry), &slot) != GOMAP_OK)
        return false;
    *(Entry **)slot = entry;
    return true;
}

// Makes the deleted entries EXPUNGED and counts the others.
static size_t expunge_deleted(Part *part) {
    size_t live = 0;
    GomapIter it;
    for (gomap_iter_init(&it, part->map); gomap_iter_next(&it);) {
        Entry *entry = *(Entry **)it.value;
        Box *deleted = NULL;
        if (!atomic_compare_exchange_strong(&entry->box, &deleted, EXPUNGED)) {
            live++;
            continue;
        }
        entry->object.next = part->expunged;
        part->expunged = &entry->object;
    }
    return live;
}

static void restore_deleted(Part *part) {
    for (Object *object = part->expunged; object; object = object->next)
        atomic_store(&((Entry *)object)->box, NULL);
    part->expunged = NULL;
}

static bool add_others(const Part *from, Part *to) {
    GomapIter it;
    for (gomap_iter_init(&it, from->map); gomap_iter_next(&it);) {
        Entry *entry = *(Entry **)it.value;
        if (atomic_load(&entry->box) != EXPUNGED && !add(to, entry)) {
            gomap_iter_fini(&it);
            return false;
        }
    }
    return true;
}

static bool make_dirty(Syncmap *map) {
    Part *read = read_part(map);
    Part *dirty = new_part(map, expunge_deleted(read) + 1);
    if (!dirty || !add_others(read, dirty)) {
        restore_deleted(read);
        if (dirty)
            release_part(map, dirty);
        return false;
    }
    map->dirty = dirty;
    atomic_store(&read->amended, true);
    return true;
}

static Entry *insert(Syncmap *map, const void *key) {
    if (!map->dirty && !make_dirty(map))
        return NULL;
    Entry *entry = new_entry(map, key);
    if (entry && !add(map->dirty, entry)) {
        release_entry(map, entry);
        return NULL;
    }
    return entry;
}

Entry *syncmap_part_entry(Syncmap *map, const void *key, bool *missed) {
    *missed = false;
    Entry *entry = entry_in(read_part(map), key);
    if (entry && atomic_load(&entry->box) == EXPUNGED) {
        if (!add(map->dirty, entry))
            return NULL;
        atomic_store(&entry->box, NULL);
    }
    if (entry)
        return entry;
    entry = map->dirty ? entry_in(map->dirty, key) : NULL;
    *missed = entry != NULL;
    return entry ? entry : insert(map, key);
}

void syncmap_part_miss(Syncmap *map) {
    if (++map->misses >= gomap_len(map->dirty ? map->dirty->map : NULL))
        syncmap_part_promote(map);
}

static void retire_part(Syncmap *map, Part *part) {
    for (Object *object = part->expunged; object;) {
        Object *next = object->next;
        if (atomic_load(&((Entry *)object)->box) == EXPUNGED)
            syncmap_guard_retire(map, object);
        object = next;
    }
    part->expunged = NULL;
    if (part != &map->nothing)
        syncmap_guard_retire(map, &part->object);
}

void syncmap_part_promote(Syncmap *map) {
    map->misses = 0;
    if (!map->dirty)
        return;
    Part *old = read_part(map);
    map->dirty->object.born = syncmap_guard_next_era(map);
    atomic_store(&map->read, map->dirty);
    map->dirty = NULL;
    map->promotions++;
    retire_part(map, old);
}

void syncmap_part_clear(Syncmap *map) {
    syncmap_part_promote(map);
    Part *old = read_part(map);
    if (old == &map->nothing)
        return;
    atomic_store(&map->read, &map->nothing);
    // Not before: a call that found nothing in this part earlier may look at it only now.
    atomic_store(&map->nothing.amended, false);
    GomapIter it;
    for (gomap_iter_init(&it, old->map); gomap_iter_next(&it);) {
        Entry *entry = *(Entry **)it.value;
        Box *box = atomic_exchange(&entry->box, EXPUNGED);
        if (is_live(box))
            syncmap_guard_retire(map, &box->object);
        syncmap_guard_retire(map, &entry->object);
    }
    retire_part(map, old);
}
