// SPDX-License-Identifier: Apache-2.0

// The operations on entries: searching, inserting, removing. The structure and its invariants are
// described in gomap_core.h; memory is gomap_memory.c's, growth gomap_grow.c's, the life of a whole
// map gomap_map.c's.
//
// Each write goes the same way: hash, raise the flag, move the key's old bucket, do the work, move
// one more old bucket, free what became free, lower the flag. A removal moves after its work, so
// that it needs no memory.
//
// The search and the insertion are written once and compiled for each kind of key: comparing
// numbers through a function pointer takes longer than all the rest of a search.
#include "gomap_hash.h"

void gomap_end_busy_write(Gomap *m, bool grow) {
    if (m->old && grow)
        gomap_grow_move_next(m);
    if (m->retired)
        gomap_grow_free_unpinned(m);
    gomap_memory_drain(m);
    if (m->key_trash)
        gomap_memory_free(m, m->key_trash, m->type.key_size);
    if (m->value_trash)
        gomap_memory_free(m, m->value_trash, m->type.value_size);
    m->key_trash = m->value_trash = NULL;
    if (!m->old && !m->retired && !m->draining)
        set_state(m, state_of(m) & ~(unsigned)BUSY);
}

// An emptied map hashes anew, so that an attacker cannot go on with what he has learnt. Derived
// from the last seed, since a map may be emptied at every other call.
void gomap_reseed(Gomap *m) {
    if (!is_seed_fixed(&m->type))
        m->seed = gomap_seed_next(&m->seed);
}

// Invariant 6 for one table: the left-behind copy of the key in the cell `stored` becomes `fresh`,
// or is marked as gone if that is NULL.
static void update_left_behind(Gomap *m, Table *t, uint64_t hash, const unsigned char *stored,
                               const void *fresh) {
    size_t index = hash & mask_of(t);
    if (!is_pinned(t) || index * m->bucket_size < t->given_back)
        return;
    unsigned char *head = bucket_at(m, t, index);
    for (unsigned char *b = is_moved_head(head) ? head : NULL; b; b = next_in_chain(b)) {
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            unsigned char *key = key_cell(m, b, slot);
            if (b[slot] == MOVED_EMPTY || memcmp(key, stored, m->key_width) != 0)
                continue;
            if (fresh)
                memcpy(key, fresh, m->key_width);
            else
                b[slot] = MOVED_EMPTY;
            return;
        }
    }
}

static void update_all_left_behind(Gomap *m, uint64_t hash, const unsigned char *stored,
                                   const void *fresh) {
    if (m->old)
        update_left_behind(m, m->old, hash, stored, fresh);
    for (Table *t = m->retired; t; t = t->next)
        update_left_behind(m, t, hash, stored, fresh);
}

void gomap_release_key(const Gomap *m, void *key) {
    if (m->type.key_release)
        m->type.key_release(key, m->type.ctx);
}

void gomap_release_value(const Gomap *m, void *value) {
    if (m->type.value_release)
        m->type.value_release(value, m->type.ctx);
}

static void drop_value(Gomap *m, void *value) {
    if (m->type.value_release)
        m->type.value_release(value, m->type.ctx);
    else
        add(&m->dropped, 1);
}

// The key to be stored for the caller's `key`: itself, or a copy in the scratch, or NULL if the
// copy failed.
static const void *own_key(Gomap *m, const void *key) {
    if (!m->type.key_copy)
        return key;
    memset(m->key_scratch, 0, m->type.key_size);
    return m->type.key_copy(m->key_scratch, key, m->type.ctx) ? m->key_scratch : NULL;
}

// A box is shared with the cells left behind: they show its new content by themselves.
static GomapStatus replace_key(Gomap *m, const Cell *cell, const void *key, uint64_t hash) {
    const void *fresh = own_key(m, key);
    if (!fresh)
        return GOMAP_NO_MEMORY;
    void *stored = key_in(m, cell->bucket, cell->slot);
    if (!m->key_boxed && (m->old || m->retired))
        update_all_left_behind(m, hash, stored, fresh);
    gomap_release_key(m, stored);
    memmove(stored, fresh, m->type.key_size);
    return GOMAP_OK;
}

// The first empty cell of a chain, or the one that would come after its last bucket. Returns the
// number of full buckets before it.
static unsigned find_empty(unsigned char *head, Cell *cell) {
    unsigned full = 0;
    for (unsigned char *b = head;; b = next_in_chain(b), full++) {
        uint64_t empty = empty_cells(b);
        *cell = (Cell){head, b, empty ? first_of(empty) : SLOTS};
        if (empty)
            return full;
        if (!next_in_chain(b))
            return full + 1;
    }
}

static bool extend_chain(Gomap *m, Cell *cell) {
    if (!gomap_memory_reserve(m, m->table, 1))
        return false;
    unsigned char *bucket = m->table->fresh;
    m->table->fresh += m->bucket_size;
    init_bucket(bucket);
    *link_of(cell->bucket) = bucket;
    set(&m->overflow, get(&m->overflow) + 1);
    *cell = (Cell){cell->head, bucket, 0};
    return true;
}

bool gomap_make_room(Gomap *m, const void *key, uint64_t *hash, Cell *cell) {
    if (!gomap_grow_if_due(m) || !gomap_grow_move_own(m, *hash))
        return false;
    unsigned full = find_empty(chain_of(m, *hash), cell);
    if (UNLIKELY(full >= CHAIN_MAX) && (state_of(m) & MUL_HASH) && gomap_grow_harden(m)) {
        *hash = hash_key(m, key);
        find_empty(chain_of(m, *hash), cell);
    }
    return cell->slot < SLOTS || extend_chain(m, cell);
}

// A cell's content: the bytes of a key or value, or the address of a new box.
static bool fill_cell(Gomap *m, unsigned char *cell, size_t size, bool boxed) {
    if (!boxed)
        return true;
    void *box = gomap_memory_allocate(m, size);
    if (box)
        memcpy(cell, &box, sizeof box);
    return box;
}

static void free_box(Gomap *m, unsigned char *cell, size_t size, bool boxed) {
    if (boxed)
        gomap_memory_free(m, *(void **)(void *)cell, size);
}

// A new key that has hooks or a box, or a value with a box. The cell is empty as long as its mark
// is, so what is written there before a failure does not count.
static bool store_owned(Gomap *m, const Cell *cell, const void *key) {
    unsigned char *stored = key_cell(m, cell->bucket, cell->slot);
    unsigned char *value = value_cell(m, cell->bucket, cell->slot);
    if (!fill_cell(m, stored, m->type.key_size, m->key_boxed))
        return false;
    if (fill_cell(m, value, m->type.value_size, m->value_boxed)) {
        const void *fresh = own_key(m, key);
        if (fresh) {
            memcpy(unboxed(m->key_boxed, stored), fresh, m->type.key_size);
            memset(unboxed(m->value_boxed, value), 0, m->type.value_size);
            return true;
        }
        free_box(m, value, m->type.value_size, m->value_boxed);
    }
    free_box(m, stored, m->type.key_size, m->key_boxed);
    return false;
}

ALWAYS_INLINE bool store_as(Gomap *m, const Cell *cell, const void *key, Kind kind) {
    if (UNLIKELY(!(state_of(m) & PLAIN)))
        return store_owned(m, cell, key);
    memcpy(key_in_as(m, cell->bucket, cell->slot, kind), key, key_width_as(m, kind));
    wipe(value_cell(m, cell->bucket, cell->slot), m->value_width);
    return true;
}

ALWAYS_INLINE GomapStatus insert_as(Gomap *m, const void *key, uint64_t hash, Kind kind,
                                    Cell *cell) {
    if (!find_room(m, key, &hash, cell) || !store_as(m, cell, key, kind))
        return GOMAP_NO_MEMORY;
    add_entry(m, cell, hash);
    return GOMAP_OK;
}

// What an insertion found or made.
typedef struct Place {
    Cell cell;
    bool added;
    bool in_old; // the cell is in an old bucket, for want of memory to move it
} Place;

// Finds or inserts, in the middle of a write.
ALWAYS_INLINE GomapStatus locate_as(Gomap *m, const void *key, uint64_t hash, Kind kind,
                                    Place *place) {
    *place = (Place){0};
    if (UNLIKELY(m->old != NULL))
        place->in_old = !gomap_grow_move_own(m, hash);
    if (search_as(m, chain_of(m, hash), key, hash, kind, &place->cell))
        return m->type.update_key ? replace_key(m, &place->cell, key, hash) : GOMAP_OK;
    if (UNLIKELY(place->in_old))
        return GOMAP_NO_MEMORY;
    GomapStatus status = insert_as(m, key, hash, kind, &place->cell);
    place->added = status == GOMAP_OK;
    return status;
}

static GomapStatus locate(Gomap *m, const void *key, uint64_t hash, Place *place) {
    switch (kind_of(m)) {
    case KIND_U32:
        return locate_as(m, key, hash, KIND_U32, place);
    case KIND_U64:
        return locate_as(m, key, hash, KIND_U64, place);
    case KIND_STR:
        return locate_as(m, key, hash, KIND_STR, place);
    case KIND_TEXT:
        return locate_as(m, key, hash, KIND_TEXT, place);
    case KIND_ANY:
        break;
    }
    return locate_as(m, key, hash, KIND_ANY, place);
}

static bool is_hashable(const Gomap *m, const void *key) {
    return !m->type.hashable || m->type.hashable(key, m->type.ctx);
}

static GomapStatus check_key(const Gomap *m, const void *key) {
    if (!m)
        return GOMAP_NIL_MAP;
    return is_hashable(m, key) ? GOMAP_OK : GOMAP_BAD_KEY;
}

static GomapStatus upsert(Gomap *m, const void *key, uint64_t hash, void **slot, bool *added) {
    *slot = NULL;
    *added = false;
    if (!begin_write(m))
        return GOMAP_CONCURRENT;
    Place place;
    GomapStatus status = locate(m, key, hash, &place);
    if (status == GOMAP_OK) {
        *slot = value_in(m, place.cell.bucket, place.cell.slot);
        *added = place.added;
    }
    end_write(m, !place.in_old);
    return status;
}

GomapStatus gomap_assign_in(Gomap *m, const void *key, uint64_t hash, void **slot) {
    bool added;
    return upsert(m, key, hash, slot, &added);
}

GomapStatus gomap_upsert(Gomap *map, const void *key, void **slot, bool *added) {
    *slot = NULL;
    *added = false;
    GomapStatus status = check_key(map, key);
    return status == GOMAP_OK ? upsert(map, key, hash_key(map, key), slot, added) : status;
}

GomapStatus gomap_assign(Gomap *map, const void *key, void **slot) {
    bool added;
    return gomap_upsert(map, key, slot, &added);
}

static GomapStatus put(Gomap *m, const void *key, uint64_t hash, const void *value) {
    Place place;
    GomapStatus status = locate(m, key, hash, &place);
    if (status == GOMAP_OK) {
        void *slot = value_in(m, place.cell.bucket, place.cell.slot);
        if (!place.added) {
            gomap_release_value(m, slot);
            add(&m->overwritten, !m->type.value_release);
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
        gomap_release_value(m, m->value_scratch);
    return status;
}

GomapStatus gomap_put(Gomap *map, const void *key, const void *value) {
    GomapStatus status = check_key(map, key);
    if (status != GOMAP_OK)
        return status;
    uint64_t hash = hash_key(map, key);
    if (!begin_write(map))
        return GOMAP_CONCURRENT;
    return map->type.value_copy ? put_copy(map, key, hash, value) : put(map, key, hash, value);
}

size_t gomap_len(const Gomap *map) {
    return map ? get(&map->count) : 0;
}

GomapStatus gomap_lookup(const Gomap *map, const void *key, void **slot) {
    *slot = NULL;
    if (!map)
        return GOMAP_OK;
    if (!is_hashable(map, key))
        return GOMAP_BAD_KEY;
    if (!may_read(map))
        return GOMAP_CONCURRENT;
    Cell cell;
    if (find_cell(map, key, hash_key(map, key), &cell))
        *slot = value_in(map, cell.bucket, cell.slot);
    return GOMAP_OK;
}

void *gomap_find_in(const Gomap *m, const void *key) {
    void *slot;
    gomap_lookup(m, key, &slot);
    return slot;
}

void *gomap_find(const Gomap *map, const void *key) {
    if (!map)
        return NULL;
    switch (kind_of(map)) {
    case KIND_U32:
        return gomap_find_u32(map, *(const uint32_t *)key);
    case KIND_U64:
        return gomap_find_u64(map, *(const uint64_t *)key);
    case KIND_TEXT: {
        const GomapText *text = key;
        return gomap_find_text(map, text->bytes, text->size);
    }
    case KIND_STR:
    case KIND_ANY:
        break;
    }
    return gomap_find_in(map, key);
}

// The cell before this one in its chain, or false.
static bool step_back(Cell *cell) {
    if (cell->slot > 0) {
        cell->slot--;
        return true;
    }
    if (cell->bucket == cell->head)
        return false;
    unsigned char *before = cell->head;
    while (next_in_chain(before) != cell->bucket)
        before = next_in_chain(before);
    *cell = (Cell){cell->head, before, SLOTS - 1};
    return true;
}

void gomap_empty_cell(Gomap *m, Cell cell) {
    cell.bucket[cell.slot] = EMPTY_ONE;
    if (is_last_of_chain(&cell)) {
        do
            cell.bucket[cell.slot] = EMPTY_REST;
        while (step_back(&cell) && cell.bucket[cell.slot] == EMPTY_ONE);
    }
    set(&m->count, get(&m->count) - 1);
    if (get(&m->count) == 0)
        gomap_reseed(m);
}

// Puts the box of a cell aside until the write ends.
static void *trash_of(bool boxed, unsigned char *cell) {
    return boxed ? *(void **)(void *)cell : NULL;
}

// No pointer stays behind: a leak checker would take what it points to for reachable.
static void wipe_cell(const Gomap *m, const Cell *cell) {
    wipe(key_cell(m, cell->bucket, cell->slot), m->key_width);
    wipe(value_cell(m, cell->bucket, cell->slot), m->value_width);
}

static void take_cell(Gomap *m, const Cell *cell, uint64_t hash, void *key_out, void *value_out) {
    void *key = key_in(m, cell->bucket, cell->slot);
    void *value = value_in(m, cell->bucket, cell->slot);
    if (UNLIKELY(m->old || m->retired))
        update_all_left_behind(m, hash, key_cell(m, cell->bucket, cell->slot), NULL);
    if (key_out)
        memcpy(key_out, key, m->type.key_size);
    else
        gomap_release_key(m, key);
    if (value_out)
        memcpy(value_out, value, m->type.value_size);
    else
        drop_value(m, value);
    m->key_trash = trash_of(m->key_boxed, key_cell(m, cell->bucket, cell->slot));
    m->value_trash = trash_of(m->value_boxed, value_cell(m, cell->bucket, cell->slot));
    if (m->key_trash || m->value_trash)
        be_busy(m);
    wipe_cell(m, cell);
    gomap_empty_cell(m, *cell);
}

bool gomap_take(Gomap *map, const void *key, void *key_out, void *value_out) {
    if (!map || !is_hashable(map, key))
        return false;
    uint64_t hash = hash_key(map, key);
    if (!begin_write(map))
        return false;
    Cell cell;
    bool found = find_cell(map, key, hash, &cell);
    if (found)
        take_cell(map, &cell, hash, key_out, value_out);
    // After the removal, which therefore cannot fail for want of memory.
    if (UNLIKELY(map->old != NULL))
        gomap_grow_move_own(map, hash);
    end_write(map, true);
    return found;
}

bool gomap_remove(Gomap *map, const void *key) {
    return gomap_take(map, key, NULL, NULL);
}

static bool visit_chain(const Gomap *m, unsigned char *head, GomapVisit *visit, void *ctx) {
    for (unsigned char *b = head; b; b = next_in_chain(b)) {
        for (uint64_t cells = full_cells(b); cells; cells &= cells - 1) {
            unsigned slot = first_of(cells);
            if (b[slot] >= MIN_TOP && !visit(key_in(m, b, slot), value_in(m, b, slot), ctx))
                return false;
        }
    }
    return true;
}

bool gomap_visit_all(const Gomap *m, GomapVisit *visit, void *ctx) {
    for (size_t i = 0; m->table && i < bucket_count(m->table); i++) {
        if (is_ready(m, i) && !visit_chain(m, bucket_at(m, m->table, i), visit, ctx))
            return false;
    }
    for (size_t i = 0; m->old && i < bucket_count(m->old); i++) {
        if (!is_moved(m, i) && !visit_chain(m, bucket_at(m, m->old, i), visit, ctx))
            return false;
    }
    return true;
}
