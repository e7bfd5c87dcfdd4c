// SPDX-License-Identifier: Apache-2.0

// The operations on entries and on a whole map: searching, inserting, removing, making and freeing,
// and the flag that detects a write beside another call. The structure and its invariants are
// described in gomap_core.h; memory and growth are gomap_table.c's.
//
// Each write goes the same way: hash, raise the flag, move the key's old bucket, do the work, move
// one more old bucket, free what became free, lower the flag. A removal moves after its work, so
// that it needs no memory.
#include "gomap_core.h"

#include <stdio.h>
#include <stdlib.h>

static GomapFatal *fatal_hook;
static void *fatal_ctx;

void gomap_set_fatal(GomapFatal *fatal, void *ctx) {
    fatal_hook = fatal;
    fatal_ctx = ctx;
}

enum { OBSERVERS_MAX = 4 };

static GomapObserver observers[OBSERVERS_MAX];
static size_t observer_count;

bool gomap_observe(const GomapObserver *observer) {
    if (observer_count == OBSERVERS_MAX)
        return false;
    observers[observer_count++] = *observer;
    return true;
}

static void tell_made(const Gomap *m) {
    for (size_t i = 0; i < observer_count; i++) {
        if (observers[i].made)
            observers[i].made(m, observers[i].ctx);
    }
}

static void tell_freed(const Gomap *m) {
    for (size_t i = 0; i < observer_count; i++) {
        if (observers[i].freed)
            observers[i].freed(m, observers[i].ctx);
    }
}

void gomap_overlap(const char *message) {
    if (fatal_hook) {
        fatal_hook(message, fatal_ctx);
        return;
    }
    fprintf(stderr, "fatal error: %s\n", message);
    _Exit(2);
}

static bool begin_write(Gomap *m) {
    if (is_writing(m)) {
        gomap_overlap(GOMAP_CONCURRENT_WRITES);
        return false;
    }
    atomic_store_explicit(&m->writing, 1, memory_order_relaxed);
    return true;
}

static bool may_read(const Gomap *m) {
    if (!is_writing(m))
        return true;
    gomap_overlap(GOMAP_CONCURRENT_READ);
    return false;
}

// Ends a write. `grow`: false if a slot in an old bucket has been handed out.
static void end_write(Gomap *m, bool grow) {
    if (m->old && grow)
        gomap_table_move_next(m);
    if (m->retired)
        gomap_table_free_unpinned(m);
    gomap_table_recycle(m);
    if (!is_writing(m))
        gomap_overlap(GOMAP_CONCURRENT_WRITES);
    atomic_store_explicit(&m->writing, 0, memory_order_relaxed);
}

// An emptied map hashes anew, so that an attacker cannot go on with what he has learnt. Derived
// from the last seed, since a map may be emptied at every other call.
static void reseed(Gomap *m) {
    if (m->type.fixed_seed || m->type.deterministic)
        return;
    m->seed = gomap_seed_next(&m->seed);
}

// Invariant 6 for one table: the left-behind copy of the key at `stored` becomes `fresh`, or is
// marked as gone if that is NULL.
static void update_left_behind(Gomap *m, Table *t, uint64_t hash, const void *stored,
                               const void *fresh) {
    unsigned char *head = bucket_at(m, t, hash & mask_of(t));
    if (!is_pinned(t) || !is_moved(head))
        return;
    size_t size = m->type.key_size;
    for (unsigned char *b = head; b; b = next_in_chain(m, b)) {
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            unsigned char *key = key_in(m, b, slot);
            if (b[slot] == MOVED_EMPTY || memcmp(key, stored, size) != 0)
                continue;
            if (fresh)
                memcpy(key, fresh, size);
            else
                b[slot] = MOVED_EMPTY;
            return;
        }
    }
}

static void update_all_left_behind(Gomap *m, uint64_t hash, const void *stored, const void *fresh) {
    if (m->old)
        update_left_behind(m, m->old, hash, stored, fresh);
    for (Table *t = m->retired; t; t = t->next)
        update_left_behind(m, t, hash, stored, fresh);
}

// The cell before this one in its chain, or false.
static bool step_back(const Gomap *m, Cell *cell) {
    if (cell->slot > 0) {
        cell->slot--;
        return true;
    }
    if (cell->bucket == cell->head)
        return false;
    unsigned char *before = cell->head;
    while (next_in_chain(m, before) != cell->bucket)
        before = next_in_chain(m, before);
    *cell = (Cell){cell->head, before, SLOTS - 1};
    return true;
}

// Empties a cell whose key and value are released or moved out, and keeps invariant 2.
static void empty_cell(Gomap *m, Cell cell) {
    memset(key_in(m, cell.bucket, cell.slot), 0, m->type.key_size);
    memset(value_in(m, cell.bucket, cell.slot), 0, m->type.value_size);
    cell.bucket[cell.slot] = EMPTY_ONE;
    if (is_last_of_chain(m, &cell)) {
        do
            cell.bucket[cell.slot] = EMPTY_REST;
        while (step_back(m, &cell) && cell.bucket[cell.slot] == EMPTY_ONE);
    }
    if (--m->count == 0)
        reseed(m);
}

static void release_key(Gomap *m, void *key) {
    if (m->type.key_release)
        m->type.key_release(key, m->type.ctx);
}

static void release_value(Gomap *m, void *value) {
    if (m->type.value_release)
        m->type.value_release(value, m->type.ctx);
}

static void drop_value(Gomap *m, void *value) {
    release_value(m, value);
    m->dropped += !m->type.value_release;
}

// The key to be stored for the caller's `key`: itself, or a copy in the scratch, or NULL if the
// copy failed.
static const void *own_key(Gomap *m, const void *key) {
    if (!m->type.key_copy)
        return key;
    memset(m->key_scratch, 0, m->type.key_size);
    return m->type.key_copy(m->key_scratch, key, m->type.ctx) ? m->key_scratch : NULL;
}

static GomapStatus replace_key(Gomap *m, const Cell *cell, const void *key, uint64_t hash) {
    const void *fresh = own_key(m, key);
    if (!fresh)
        return GOMAP_NO_MEMORY;
    unsigned char *stored = key_in(m, cell->bucket, cell->slot);
    update_all_left_behind(m, hash, stored, fresh);
    release_key(m, stored);
    memmove(stored, fresh, m->type.key_size);
    return GOMAP_OK;
}

// Finds an empty cell for a new key, whose search left `cell`.
static bool make_room(Gomap *m, const void *key, uint64_t hash, Cell *cell) {
    bool was_growing = m->old;
    if (!gomap_table_grow_if_due(m) || !gomap_table_move_own(m, hash))
        return false;
    if (m->old && !was_growing)
        search(m, chain_of(m, hash), key, hash, cell);
    if (cell->bucket)
        return true;
    if (!gomap_table_reserve(m, 1))
        return false;
    unsigned char *last = cell->head;
    while (next_in_chain(m, last))
        last = next_in_chain(m, last);
    cell->bucket = gomap_table_append(m, last);
    cell->slot = 0;
    return true;
}

static GomapStatus insert(Gomap *m, const void *key, uint64_t hash, Cell *cell) {
    if (!make_room(m, key, hash, cell))
        return GOMAP_NO_MEMORY;
    const void *fresh = own_key(m, key);
    if (!fresh)
        return GOMAP_NO_MEMORY;
    memcpy(key_in(m, cell->bucket, cell->slot), fresh, m->type.key_size);
    memset(value_in(m, cell->bucket, cell->slot), 0, m->type.value_size);
    cell->bucket[cell->slot] = mark_of(hash);
    if (++m->count > m->peak)
        m->peak = m->count;
    return GOMAP_OK;
}

// What an insertion found or made.
typedef struct Place {
    Cell cell;
    bool added;
    bool in_old; // the cell is in an old bucket, for want of memory to move it
} Place;

// Finds or inserts, in the middle of a write.
static GomapStatus locate(Gomap *m, const void *key, uint64_t hash, Place *place) {
    *place = (Place){0};
    if (!m->table && !gomap_table_first(m, 0))
        return GOMAP_NO_MEMORY;
    place->in_old = !gomap_table_move_own(m, hash);
    if (find_cell(m, key, hash, &place->cell))
        return m->type.update_key ? replace_key(m, &place->cell, key, hash) : GOMAP_OK;
    if (place->in_old)
        return GOMAP_NO_MEMORY;
    GomapStatus status = insert(m, key, hash, &place->cell);
    place->added = status == GOMAP_OK;
    return status;
}

GomapStatus gomap_upsert(Gomap *map, const void *key, void **slot, bool *added) {
    *slot = NULL;
    *added = false;
    if (!map)
        return GOMAP_NIL_MAP;
    uint64_t hash = hash_key(map, key);
    if (!begin_write(map))
        return GOMAP_CONCURRENT;
    Place place;
    GomapStatus status = locate(map, key, hash, &place);
    if (status == GOMAP_OK) {
        *slot = value_in(map, place.cell.bucket, place.cell.slot);
        *added = place.added;
    }
    end_write(map, !place.in_old);
    return status;
}

GomapStatus gomap_assign(Gomap *map, const void *key, void **slot) {
    bool added;
    return gomap_upsert(map, key, slot, &added);
}

static GomapStatus put(Gomap *m, const void *key, uint64_t hash, const void *value) {
    Place place;
    GomapStatus status = locate(m, key, hash, &place);
    if (status == GOMAP_OK) {
        unsigned char *slot = value_in(m, place.cell.bucket, place.cell.slot);
        if (!place.added) {
            release_value(m, slot);
            m->overwritten += !m->type.value_release;
        }
        if (m->type.value_size)
            memmove(slot, value, m->type.value_size);
    }
    end_write(m, true);
    return status;
}

static GomapStatus put_copy(Gomap *m, const void *key, uint64_t hash, const void *value) {
    memset(m->value_scratch, 0, m->type.value_size);
    if (!m->type.value_copy(m->value_scratch, value, m->type.ctx)) {
        end_write(m, true);
        return GOMAP_NO_MEMORY;
    }
    GomapStatus status = put(m, key, hash, m->value_scratch);
    if (status != GOMAP_OK)
        release_value(m, m->value_scratch);
    return status;
}

GomapStatus gomap_put(Gomap *map, const void *key, const void *value) {
    if (!map)
        return GOMAP_NIL_MAP;
    uint64_t hash = hash_key(map, key);
    if (!begin_write(map))
        return GOMAP_CONCURRENT;
    return map->type.value_copy ? put_copy(map, key, hash, value) : put(map, key, hash, value);
}

size_t gomap_len(const Gomap *map) {
    return map ? map->count : 0;
}

void *gomap_find(const Gomap *map, const void *key) {
    if (!map || !may_read(map) || map->count == 0)
        return NULL;
    Cell cell;
    if (!find_cell(map, key, hash_key(map, key), &cell))
        return NULL;
    return value_in(map, cell.bucket, cell.slot);
}

static void take_cell(Gomap *m, const Cell *cell, uint64_t hash, void *key_out, void *value_out) {
    unsigned char *key = key_in(m, cell->bucket, cell->slot);
    unsigned char *value = value_in(m, cell->bucket, cell->slot);
    update_all_left_behind(m, hash, key, NULL);
    if (key_out)
        memcpy(key_out, key, m->type.key_size);
    else
        release_key(m, key);
    if (value_out)
        memcpy(value_out, value, m->type.value_size);
    else
        drop_value(m, value);
    empty_cell(m, *cell);
}

bool gomap_take(Gomap *map, const void *key, void *key_out, void *value_out) {
    if (!map)
        return false;
    uint64_t hash = hash_key(map, key);
    if (!begin_write(map))
        return false;
    Cell cell;
    bool found = find_cell(map, key, hash, &cell);
    if (found)
        take_cell(map, &cell, hash, key_out, value_out);
    // After the removal, which therefore cannot fail for want of memory.
    gomap_table_move_own(map, hash);
    end_write(map, true);
    return found;
}

bool gomap_remove(Gomap *map, const void *key) {
    return gomap_take(map, key, NULL, NULL);
}

typedef bool Visit(void *key, void *value, void *ctx);

static bool visit_chain(const Gomap *m, unsigned char *head, Visit *visit, void *ctx) {
    for (unsigned char *b = head; b; b = next_in_chain(m, b)) {
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            if (b[slot] >= MIN_TOP && !visit(key_in(m, b, slot), value_in(m, b, slot), ctx))
                return false;
        }
    }
    return true;
}

// Calls `visit` for every entry until it returns false.
static bool visit_all(const Gomap *m, Visit *visit, void *ctx) {
    for (size_t i = 0; m->table && i < bucket_count(m->table); i++) {
        if (is_ready(m, i) && !visit_chain(m, bucket_at(m, m->table, i), visit, ctx))
            return false;
    }
    for (size_t i = 0; m->old && i < bucket_count(m->old); i++) {
        unsigned char *head = bucket_at(m, m->old, i);
        if (!is_moved(head) && !visit_chain(m, head, visit, ctx))
            return false;
    }
    return true;
}

static bool release_entry(void *key, void *value, void *ctx) {
    Gomap *m = ctx;
    release_key(m, key);
    release_value(m, value);
    return true;
}

static void release_all(Gomap *m) {
    if (m->type.key_release || m->type.value_release)
        visit_all(m, release_entry, m);
}

static bool fits(size_t size, size_t align) {
    bool power = align != 0 && (align & (align - 1)) == 0;
    return power && align <= ALIGN && size % align == 0 && size <= SIZE_MAX / 64;
}

static size_t natural_align(size_t size) {
    size_t align = 1;
    while (size && align < ALIGN && size % (2 * align) == 0)
        align *= 2;
    return align;
}

static size_t align_up(size_t offset, size_t align) {
    return (offset + align - 1) / align * align;
}

static bool complete_type(GomapType *type) {
    if (!type->key_align)
        type->key_align = natural_align(type->key_size);
    if (!type->value_align)
        type->value_align = natural_align(type->value_size);
    return type->hash && type->equal && fits(type->key_size, type->key_align) &&
           fits(type->value_size, type->value_align) &&
           !type->allocator.alloc == !type->allocator.free;
}

static void lay_out(Gomap *m) {
    const GomapType *type = &m->type;
    size_t align = type->key_align > type->value_align ? type->key_align : type->value_align;
    if (align < alignof(unsigned char *))
        align = alignof(unsigned char *);
    m->key_at = align_up(SLOTS, type->key_align);
    m->value_at = align_up(m->key_at + SLOTS * type->key_size, type->value_align);
    m->link_at = align_up(m->value_at + SLOTS * type->value_size, alignof(unsigned char *));
    m->bucket_size = align_up(m->link_at + sizeof(unsigned char *), align);
}

// Allocates a map and, behind it, the room to copy one key and one value into.
static Gomap *new_header(const GomapType *type) {
    size_t key_room = type->key_copy ? align_up(type->key_size, ALIGN) : 0;
    size_t value_room = type->value_copy ? align_up(type->value_size, ALIGN) : 0;
    size_t head = align_up(sizeof(Gomap), ALIGN);
    Gomap start = {.type = *type, .own_size = head + key_room + value_room};
    Gomap *m = gomap_table_allocate(&start, start.own_size);
    if (!m)
        return NULL;
    memcpy(m, &start, sizeof start);
    atomic_init(&m->writing, 0);
    atomic_init(&m->iterations, 0);
    m->key_scratch = (unsigned char *)m + head;
    m->value_scratch = m->key_scratch + key_room;
    bool fixed = type->fixed_seed || type->deterministic;
    m->seed = fixed ? type->seed : gomap_seed_random(m);
    lay_out(m);
    return m;
}

static void free_memory(Gomap *m) {
    gomap_table_free_all(m);
    GomapAllocator allocator = m->type.allocator;
    if (allocator.free)
        allocator.free(m, m->own_size, allocator.ctx);
    else
        free(m);
}

GomapStatus gomap_new_at(const GomapType *type, size_t hint, Gomap **out, const void *place) {
    *out = NULL;
    GomapType complete = *type;
    if (!complete_type(&complete))
        return GOMAP_BAD_TYPE;
    Gomap *m = new_header(&complete);
    if (!m)
        return GOMAP_NO_MEMORY;
    m->place = place;
    if (hint > (size_t)PTRDIFF_MAX / m->bucket_size)
        hint = 0;
    if (hint > SLOTS && !gomap_table_first(m, hint)) {
        free_memory(m);
        return GOMAP_NO_MEMORY;
    }
    tell_made(m);
    *out = m;
    return GOMAP_OK;
}

GomapStatus gomap_new(const GomapType *type, size_t hint, Gomap **out) {
    return gomap_new_at(type, hint, out, __builtin_return_address(0));
}

void gomap_free(Gomap *map) {
    if (!map || !begin_write(map))
        return;
    tell_freed(map);
    release_all(map);
    free_memory(map);
}

void gomap_clear(Gomap *map) {
    if (gomap_len(map) == 0 || !begin_write(map))
        return;
    release_all(map);
    map->dropped += map->type.value_release ? 0 : map->count;
    gomap_table_empty(map);
    map->count = 0;
    map->clears++;
    reseed(map);
    end_write(map, true);
}

static bool copy_entry(void *key, void *value, void *ctx) {
    return gomap_put(ctx, key, value) == GOMAP_OK;
}

GomapStatus gomap_clone(const Gomap *map, Gomap **out) {
    *out = NULL;
    if (!map)
        return GOMAP_OK;
    if (!may_read(map))
        return GOMAP_CONCURRENT;
    const GomapType *type = &map->type;
    if ((type->key_release && !type->key_copy) || (type->value_release && !type->value_copy))
        return GOMAP_NO_COPY;
    Gomap *copy;
    GomapStatus status = gomap_new_at(type, map->count, &copy, __builtin_return_address(0));
    if (status != GOMAP_OK)
        return status;
    if (!visit_all(map, copy_entry, copy)) {
        gomap_free(copy);
        return GOMAP_NO_MEMORY;
    }
    *out = copy;
    return GOMAP_OK;
}

const char *gomap_status_text(GomapStatus status) {
    switch (status) {
    case GOMAP_OK:
        return "success";
    case GOMAP_NO_MEMORY:
        return "out of memory";
    case GOMAP_BAD_TYPE:
        return "the map type contradicts itself";
    case GOMAP_NIL_MAP:
        return "assignment to entry in nil map";
    case GOMAP_NO_COPY:
        return "entries that are released cannot be cloned without copy hooks";
    case GOMAP_CONCURRENT:
        return "another call was writing to the map";
    }
    return "unknown status";
}
