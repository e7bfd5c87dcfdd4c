// SPDX-License-Identifier: Apache-2.0
//
// uthash: an entry is an allocation of its own. The hash of a key is computed once a call.
#include <uthash.h>

#include "../driver.h"

typedef struct Entry {
    uint64_t key, value;
    UT_hash_handle hh;
} Entry;

typedef struct TextEntry {
    const char *key;
    uint64_t value;
    UT_hash_handle hh;
} TextEntry;

typedef struct Map {
    Entry *head;
} Map;

typedef struct TextMap {
    TextEntry *head;
} TextMap;

static void *allocate(size_t size) {
    void *p = calloc(1, size);
    if (!p)
        driver_fail("out of memory");
    return p;
}

static Map *map_new(void) {
    return allocate(sizeof(Map));
}

static void map_free(Map *m) {
    Entry *entry = m->head;
    HASH_CLEAR(hh, m->head);
    while (entry) {
        Entry *next = entry->hh.next;
        free(entry);
        entry = next;
    }
    free(m);
}

static size_t map_length(Map *m) {
    return HASH_COUNT(m->head);
}

static size_t map_bytes(Map *m) {
    (void)m;
    return 0;
}

static inline void map_put(Map *m, uint64_t key, uint64_t value) {
    Entry *entry;
    unsigned hash;
    HASH_VALUE(&key, sizeof key, hash);
    HASH_FIND_BYHASHVALUE(hh, m->head, &key, sizeof key, hash, entry);
    if (!entry) {
        entry = allocate(sizeof *entry);
        entry->key = key;
        HASH_ADD_BYHASHVALUE(hh, m->head, key, sizeof key, hash, entry);
    }
    entry->value = value;
}

static inline bool map_find(Map *m, uint64_t key, uint64_t *value) {
    Entry *entry;
    HASH_FIND(hh, m->head, &key, sizeof key, entry);
    if (!entry)
        return false;
    *value = entry->value;
    return true;
}

static inline bool map_remove(Map *m, uint64_t key) {
    Entry *entry;
    HASH_FIND(hh, m->head, &key, sizeof key, entry);
    if (!entry)
        return false;
    HASH_DEL(m->head, entry);
    free(entry);
    return true;
}

static inline Tally map_sum(Map *m) {
    Tally seen = {0, 0};
    for (Entry *entry = m->head; entry; entry = entry->hh.next, seen.count++)
        seen.sum += entry->key + entry->value;
    return seen;
}

static TextMap *text_new(void) {
    return allocate(sizeof(TextMap));
}

static void text_free(TextMap *m) {
    TextEntry *entry = m->head;
    HASH_CLEAR(hh, m->head);
    while (entry) {
        TextEntry *next = entry->hh.next;
        free(entry);
        entry = next;
    }
    free(m);
}

static size_t text_length(TextMap *m) {
    return HASH_COUNT(m->head);
}

static size_t text_bytes(TextMap *m) {
    (void)m;
    return 0;
}

static inline void text_put(TextMap *m, const Text *key, uint64_t value) {
    TextEntry *entry;
    unsigned hash;
    HASH_VALUE(key->bytes, key->size, hash);
    HASH_FIND_BYHASHVALUE(hh, m->head, key->bytes, key->size, hash, entry);
    if (!entry) {
        entry = allocate(sizeof *entry);
        entry->key = key->bytes;
        HASH_ADD_KEYPTR_BYHASHVALUE(hh, m->head, key->bytes, key->size, hash, entry);
    }
    entry->value = value;
}

static inline bool text_find(TextMap *m, const Text *key, uint64_t *value) {
    TextEntry *entry;
    HASH_FIND(hh, m->head, key->bytes, key->size, entry);
    if (!entry)
        return false;
    *value = entry->value;
    return true;
}

#include "../workloads.h"
