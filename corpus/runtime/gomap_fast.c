// SPDX-License-Identifier: Apache-2.0

// The short ways: number and text keys with values of eight bytes.
//
// Then every offset is a constant, and one comparison of the state says that all of it is so.
// Searches and removals go this way in a map that is not growing, insertions always. What is not
// the common case is left to the general operations.
#include "gomap_hash.h"

enum { CACHE_LINE = 64 };

ALWAYS_INLINE unsigned common_state(Kind kind) {
    unsigned hash = common_how(kind) == HOW_MUL ? MUL_HASH : AES_HASH;
    return hash | WORD_VALUE | PLAIN | (unsigned)kind << KIND_SHIFT;
}

ALWAYS_INLINE bool is_common(const Gomap *m, Kind kind) {
    return LIKELY(m && state_of(m) == common_state(kind));
}

// The same in a map that may be growing.
ALWAYS_INLINE bool may_assign(const Gomap *m, Kind kind) {
    return LIKELY(m && (state_of(m) & ~(unsigned)BUSY) == common_state(kind));
}

static bool is_of(const Gomap *m, Kind kind) {
    return m && kind_of(m) == kind;
}

ALWAYS_INLINE size_t values_at(Kind kind) {
    return KEYS_AT + SLOTS * key_width_as(NULL, kind);
}

ALWAYS_INLINE unsigned char *head_of(const Gomap *m, uint64_t hash, Kind kind) {
    return m->buckets + (hash & m->mask) * (values_at(kind) + SLOTS * sizeof(uint64_t));
}

ALWAYS_INLINE void *value_of(unsigned char *bucket, unsigned slot, Kind kind) {
    return bucket + values_at(kind) + slot * sizeof(uint64_t);
}

ALWAYS_INLINE void *find(const Gomap *m, const void *key, Kind kind) {
    uint64_t hash = hash_as(m, key, kind, common_how(kind));
    unsigned char *head = head_of(m, hash, kind);
    // The cell with the key and the value is wanted as soon as its mark is known.
    __builtin_prefetch(head + CACHE_LINE);
    __builtin_prefetch(head + 2 * CACHE_LINE);
    Cell cell;
    if (!search_as(m, head, key, hash, kind, &cell))
        return NULL;
    return value_of(cell.bucket, cell.slot, kind);
}

// In a map of one bucket it is quicker to compare eight numbers than to hash one.
ALWAYS_INLINE void *find_number(const Gomap *m, const void *key, Kind kind) {
    if (m->mask != 0)
        return find(m, key, kind);
    unsigned char *bucket = m->buckets;
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        if (equal_as(m, key_in_as(m, bucket, slot, kind), key, kind) && bucket[slot] > EMPTY_ONE)
            return value_of(bucket, slot, kind);
    }
    return NULL;
}

static __attribute__((noinline)) void *find_u32(const Gomap *m, uint32_t key) {
    return is_of(m, KIND_U32) ? gomap_find_in(m, &key) : NULL;
}

void *gomap_find_u32(const Gomap *map, uint32_t key) {
    return is_common(map, KIND_U32) ? find_number(map, &key, KIND_U32) : find_u32(map, key);
}

static __attribute__((noinline)) void *find_u64(const Gomap *m, uint64_t key) {
    return is_of(m, KIND_U64) ? gomap_find_in(m, &key) : NULL;
}

void *gomap_find_u64(const Gomap *map, uint64_t key) {
    return is_common(map, KIND_U64) ? find_number(map, &key, KIND_U64) : find_u64(map, key);
}

static __attribute__((noinline)) void *find_text(const Gomap *m, const char *bytes, size_t size) {
    GomapText key = {bytes, size};
    return is_of(m, KIND_TEXT) ? gomap_find_in(m, &key) : NULL;
}

void *gomap_find_text(const Gomap *map, const char *bytes, size_t size) {
    GomapText key = {bytes, size};
    return is_common(map, KIND_TEXT) ? find(map, &key, KIND_TEXT) : find_text(map, bytes, size);
}

// In the middle of a write, with the old bucket of the key moved: the slot of the key, new or not;
// NULL: there is no memory.
ALWAYS_INLINE void *assign(Gomap *m, const void *key, uint64_t hash, Kind kind) {
    Cell cell;
    if (search_as(m, head_of(m, hash, kind), key, hash, kind, &cell))
        return value_of(cell.bucket, cell.slot, kind);
    if (!find_room(m, key, &hash, &cell))
        return NULL;
    memcpy(key_in_as(m, cell.bucket, cell.slot, kind), key, key_width_as(m, kind));
    void *value = value_of(cell.bucket, cell.slot, kind);
    memset(value, 0, sizeof(uint64_t));
    add_entry(m, &cell, hash);
    return value;
}

ALWAYS_INLINE GomapStatus assign_common(Gomap *m, const void *key, Kind kind, void **slot) {
    uint64_t hash = hash_as(m, key, kind, common_how(kind));
    unsigned state = state_of(m);
    set_state(m, state | WRITING);
    if (UNLIKELY(state & BUSY) && !gomap_grow_move_own(m, hash)) {
        set_state(m, state);
        return gomap_assign_in(m, key, hash, slot);
    }
    *slot = assign(m, key, hash, kind);
    end_write(m, true);
    return LIKELY(*slot != NULL) ? GOMAP_OK : GOMAP_NO_MEMORY;
}

static GomapStatus assign_other(Gomap *m, const void *key, Kind kind, void **slot) {
    *slot = NULL;
    if (!m)
        return GOMAP_NIL_MAP;
    return kind_of(m) == kind ? gomap_assign_in(m, key, hash_key(m, key), slot) : GOMAP_BAD_KEY;
}

GomapStatus gomap_assign_u32(Gomap *map, uint32_t key, void **slot) {
    if (!may_assign(map, KIND_U32))
        return assign_other(map, &key, KIND_U32, slot);
    return assign_common(map, &key, KIND_U32, slot);
}

GomapStatus gomap_assign_u64(Gomap *map, uint64_t key, void **slot) {
    if (!may_assign(map, KIND_U64))
        return assign_other(map, &key, KIND_U64, slot);
    return assign_common(map, &key, KIND_U64, slot);
}

GomapStatus gomap_assign_text(Gomap *map, const char *bytes, size_t size, void **slot) {
    GomapText key = {bytes, size};
    if (!may_assign(map, KIND_TEXT))
        return assign_other(map, &key, KIND_TEXT, slot);
    return assign_common(map, &key, KIND_TEXT, slot);
}

ALWAYS_INLINE bool remove_common(Gomap *m, const void *key, Kind kind) {
    uint64_t hash = hash_as(m, key, kind, common_how(kind));
    Cell cell;
    if (UNLIKELY(m->type.key_release || m->type.value_release))
        return gomap_remove(m, key);
    set_state(m, common_state(kind) | WRITING);
    bool found = search_as(m, head_of(m, hash, kind), key, hash, kind, &cell);
    if (found) {
        memset(key_in_as(m, cell.bucket, cell.slot, kind), 0, key_width_as(m, kind));
        memset(value_of(cell.bucket, cell.slot, kind), 0, sizeof(uint64_t));
        add(&m->dropped, 1);
        gomap_empty_cell(m, cell);
    }
    end_write(m, true);
    return found;
}

bool gomap_remove_u32(Gomap *map, uint32_t key) {
    if (is_common(map, KIND_U32))
        return remove_common(map, &key, KIND_U32);
    return is_of(map, KIND_U32) && gomap_remove(map, &key);
}

bool gomap_remove_u64(Gomap *map, uint64_t key) {
    if (is_common(map, KIND_U64))
        return remove_common(map, &key, KIND_U64);
    return is_of(map, KIND_U64) && gomap_remove(map, &key);
}

bool gomap_remove_text(Gomap *map, const char *bytes, size_t size) {
    GomapText key = {bytes, size};
    if (is_common(map, KIND_TEXT))
        return remove_common(map, &key, KIND_TEXT);
    return is_of(map, KIND_TEXT) && gomap_remove(map, &key);
}
