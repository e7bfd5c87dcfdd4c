// SPDX-License-Identifier: Apache-2.0

// The life of a whole map: its descriptor and layout, making, clearing, cloning and freeing it, and
// what is told to others, the fatal hook and the observers.
#include "gomap_hash.h"

#include "allocator.h"

#include <stdio.h>
#include <stdlib.h>

enum { OBSERVERS_MAX = 4 };

static GomapFatal *fatal_hook;
static void *fatal_ctx;
static GomapObserver observers[OBSERVERS_MAX];
static size_t observer_count;

void gomap_set_fatal(GomapFatal *fatal, void *ctx) {
    fatal_hook = fatal;
    fatal_ctx = ctx;
}

void gomap_overlap(const char *message) {
    if (fatal_hook) {
        fatal_hook(message, fatal_ctx);
        return;
    }
    fprintf(stderr, "fatal error: %s\n", message);
    _Exit(2);
}

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

void gomap_tell_mapped(void *memory, size_t size) {
    for (size_t i = 0; i < observer_count; i++) {
        if (observers[i].mapped)
            observers[i].mapped(memory, size, observers[i].ctx);
    }
}

void gomap_tell_unmapped(void *memory, size_t size) {
    for (size_t i = 0; i < observer_count; i++) {
        if (observers[i].unmapped)
            observers[i].unmapped(memory, size, observers[i].ctx);
    }
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

// Copies a descriptor and fills in its alignments. False: there is none, or it contradicts itself.
static bool complete_type(const GomapType *given, GomapType *type) {
    if (!given)
        return false;
    *type = *given;
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
    m->key_boxed = type->key_size > INLINE_MAX;
    m->value_boxed = type->value_size > INLINE_MAX;
    m->key_width = (uint8_t)(m->key_boxed ? sizeof(void *) : type->key_size);
    m->value_width = (uint8_t)(m->value_boxed ? sizeof(void *) : type->value_size);
    size_t value_align = m->value_boxed ? alignof(void *) : type->value_align;
    size_t value_at = align_up(KEYS_AT + SLOTS * (size_t)m->key_width, value_align);
    m->value_at = (uint16_t)value_at;
    // Buckets stand side by side, so the size keeps the widest alignment that any part may need.
    m->bucket_size = (uint16_t)align_up(value_at + SLOTS * (size_t)m->value_width, ALIGN);
}

static size_t scratch_size(size_t size, bool copied) {
    return copied ? align_up(size, ALIGN) : 0;
}

// Of the header and the room to copy one key and one value into.
static size_t own_size_of(const GomapType *type) {
    return align_up(sizeof(Gomap), ALIGN) + scratch_size(type->key_size, type->key_copy) +
           scratch_size(type->value_size, type->value_copy);
}

static GomapSeed first_seed(const GomapType *type) {
    return is_seed_fixed(type) ? type->seed : gomap_seed_random();
}

static unsigned first_state(const Gomap *m) {
    const GomapType *type = &m->type;
    Kind kind = gomap_hash_kind(type);
    unsigned state = (unsigned)kind << KIND_SHIFT;
    bool fixed = is_seed_fixed(type);
    if (!fixed && (kind == KIND_U32 || kind == KIND_U64))
        state |= MUL_HASH;
    else if (!fixed && kind != KIND_ANY && gomap_hash_has_aes())
        state |= AES_HASH;
    if (type->value_size == sizeof(uint64_t))
        state |= WORD_VALUE;
    if (!type->key_copy && !type->update_key && !m->key_boxed && !m->value_boxed)
        state |= PLAIN;
    return state;
}

static void init_header(Gomap *m, const GomapType *type, const void *place) {
    memset(m, 0, sizeof *m);
    m->type = *type;
    m->place = place;
    m->own_size = own_size_of(type);
    m->key_scratch = (unsigned char *)m + align_up(sizeof(Gomap), ALIGN);
    m->value_scratch = m->key_scratch + scratch_size(type->key_size, type->key_copy);
    m->seed = first_seed(type);
    lay_out(m);
    set_state(m, first_state(m));
    gomap_grow_use(m, NULL);
}

static Gomap *new_header(const GomapType *type, const void *place) {
    size_t size = own_size_of(type);
    Gomap *m = allocator_take(&type->allocator, size);
    if (!m)
        return NULL;
    init_header(m, type, place);
    set(&m->bytes, size);
    return m;
}

static void free_memory(Gomap *m) {
    if (m->old)
        gomap_memory_free_table(m, m->old);
    if (m->table)
        gomap_memory_free_table(m, m->table);
    gomap_memory_free_list(m, &m->retired);
    gomap_memory_free_list(m, &m->draining);
    if (!m->lent)
        allocator_give(m->type.allocator, m, m->own_size);
}

GomapStatus gomap_new_at(const GomapType *type, size_t hint, Gomap **out, const void *place) {
    *out = NULL;
    GomapType complete;
    if (!complete_type(type, &complete))
        return GOMAP_BAD_TYPE;
    Gomap *m = new_header(&complete, place);
    if (!m)
        return GOMAP_NO_MEMORY;
    if (hint > (size_t)PTRDIFF_MAX / m->bucket_size)
        hint = 0;
    if (hint > SLOTS && !gomap_grow_first(m, hint)) {
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

static size_t storage_size(const GomapType *type) {
    Gomap layout = {.type = *type};
    lay_out(&layout);
    return own_size_of(type) + TABLE_HEAD + layout.bucket_size;
}

size_t gomap_storage_size(const GomapType *type) {
    GomapType complete;
    return complete_type(type, &complete) ? storage_size(&complete) : 0;
}

GomapStatus gomap_new_in(const GomapType *type, void *storage, size_t size, Gomap **out) {
    *out = NULL;
    GomapType complete;
    if (!complete_type(type, &complete))
        return GOMAP_BAD_TYPE;
    if (size < storage_size(&complete) || (uintptr_t)storage % ALIGN != 0)
        return GOMAP_NO_MEMORY;
    Gomap *m = storage;
    init_header(m, &complete, __builtin_return_address(0));
    m->lent = m->has_lent = true;
    tell_made(m);
    *out = m;
    return GOMAP_OK;
}

static bool release_entry(void *key, void *value, void *ctx) {
    Gomap *m = ctx;
    gomap_release_key(m, key);
    gomap_release_value(m, value);
    if (m->key_boxed)
        gomap_memory_free(m, key, m->type.key_size);
    if (m->value_boxed)
        gomap_memory_free(m, value, m->type.value_size);
    return true;
}

static void release_all(Gomap *m) {
    const GomapType *type = &m->type;
    if (type->key_release || type->value_release || m->key_boxed || m->value_boxed)
        gomap_visit_all(m, release_entry, m);
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
    add(&map->dropped, map->type.value_release ? 0 : get(&map->count));
    gomap_grow_empty(map);
    set(&map->count, 0);
    map->clears++;
    gomap_reseed(map);
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
    GomapStatus status = gomap_new_at(type, get(&map->count), &copy, __builtin_return_address(0));
    if (status != GOMAP_OK)
        return status;
    if (!gomap_visit_all(map, copy_entry, copy)) {
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
    case GOMAP_BAD_KEY:
        return "a key that cannot be hashed";
    case GOMAP_NIL_MAP:
        return "assignment to entry in nil map";
    case GOMAP_NO_COPY:
        return "entries that are released cannot be cloned without copy hooks";
    case GOMAP_CONCURRENT:
        return "another call was writing to the map";
    }
    return "unknown status";
}
