// SPDX-License-Identifier: Apache-2.0

// The reference map, by the general calls and by those of one key type in turns. Values of 200
// bytes are a number and a pattern that is checked wherever one comes out.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "runtime/gomap.h"

enum { VALUE_MAX = 200, TEXT_MAX = 48, TEXTS = 1 << 21 };

struct EngineMap {
    Gomap *map;
    KeyKind kind;
    size_t value_size;
};

struct EngineIter {
    GomapIter it;
    const EngineMap *map;
};

static char *texts[TEXTS];

static GomapText text_of(uint64_t number) {
    if (number >= TEXTS)
        engine_fail("a key beyond the table of texts");
    char **text = &texts[number];
    if (!*text) {
        char room[TEXT_MAX];
        snprintf(room, sizeof room, "%llu/%.*s", (unsigned long long)number, (int)(number % 31),
                 "abcdefghijklmnopqrstuvwxyz01234");
        *text = strdup(room);
    }
    return (GomapText){*text, strlen(*text)};
}

typedef union Key {
    uint32_t u32;
    uint64_t u64;
    double f64;
    GomapText text;
} Key;

static const void *make_key(KeyKind kind, uint64_t number, Key *key) {
    switch (kind) {
    case KEY_U32:
        key->u32 = (uint32_t)number;
        break;
    case KEY_U64:
        key->u64 = number;
        break;
    case KEY_F64:
        key->f64 = engine_float(number);
        break;
    case KEY_STR:
        key->text = text_of(number);
        break;
    }
    return key;
}

static void fill_value(unsigned char *value, size_t size, uint64_t number) {
    for (size_t i = 0; i < size; i++)
        value[i] = (unsigned char)((number >> (i % 8 * 8)) + i / 8);
}

static uint64_t read_value(const unsigned char *value, size_t size) {
    uint64_t number = 0;
    for (size_t i = 0; i < size && i < 8; i++)
        number |= (uint64_t)value[i] << (i * 8);
    unsigned char expected[VALUE_MAX];
    fill_value(expected, size, number);
    if (memcmp(value, expected, size) != 0)
        engine_fail("a value is not whole");
    return number;
}

static EngineMap *make(KeyKind kind, size_t value_size) {
    EngineMap *m = malloc(sizeof *m);
    GomapType type = kind == KEY_U32   ? gomap_type_u32(value_size)
                     : kind == KEY_U64 ? gomap_type_u64(value_size)
                     : kind == KEY_F64 ? gomap_type_f64(value_size)
                                       : gomap_type_text(value_size);
    if (!m)
        engine_fail("no memory");
    *m = (EngineMap){NULL, kind, value_size};
    if (gomap_new(&type, 0, &m->map) != GOMAP_OK)
        engine_fail("gomap_new");
    return m;
}

static void end(EngineMap *m) {
    gomap_free(m->map);
    free(m);
}

static GomapStatus assign_typed(EngineMap *m, uint64_t key, void **slot) {
    if (m->kind == KEY_U32)
        return gomap_assign_u32(m->map, (uint32_t)key, slot);
    if (m->kind == KEY_U64)
        return gomap_assign_u64(m->map, key, slot);
    GomapText text = text_of(key);
    return gomap_assign_text(m->map, text.bytes, text.size, slot);
}

static void put(EngineMap *m, uint64_t number, uint64_t value) {
    Key key;
    unsigned char bytes[VALUE_MAX];
    fill_value(bytes, m->value_size, value);
    if (value % 2 && m->kind != KEY_F64) {
        void *slot;
        if (assign_typed(m, number, &slot) != GOMAP_OK)
            engine_fail("an assignment");
        memcpy(slot, bytes, m->value_size);
    } else if (gomap_put(m->map, make_key(m->kind, number, &key), bytes) != GOMAP_OK) {
        engine_fail("gomap_put");
    }
}

static void *find_typed(const EngineMap *m, uint64_t key) {
    if (m->kind == KEY_U32)
        return gomap_find_u32(m->map, (uint32_t)key);
    if (m->kind == KEY_U64)
        return gomap_find_u64(m->map, key);
    GomapText text = text_of(key);
    return gomap_find_text(m->map, text.bytes, text.size);
}

static bool get(const EngineMap *m, uint64_t number, uint64_t *value) {
    Key key;
    void *slot = gomap_find(m->map, make_key(m->kind, number, &key));
    if (m->kind != KEY_F64 && find_typed(m, number) != slot)
        engine_fail("two ways to look up differ");
    if (slot)
        *value = read_value(slot, m->value_size);
    return slot != NULL;
}

static bool remove_typed(EngineMap *m, uint64_t key) {
    if (m->kind == KEY_U32)
        return gomap_remove_u32(m->map, (uint32_t)key);
    if (m->kind == KEY_U64)
        return gomap_remove_u64(m->map, key);
    GomapText text = text_of(key);
    return gomap_remove_text(m->map, text.bytes, text.size);
}

static void del(EngineMap *m, uint64_t number) {
    Key key;
    size_t before = gomap_len(m->map);
    bool gone = number % 2 && m->kind != KEY_F64
                    ? remove_typed(m, number)
                    : gomap_remove(m->map, make_key(m->kind, number, &key));
    if (gomap_len(m->map) != before - gone)
        engine_fail("gomap_remove says something else than gomap_len");
}

static void clear(EngineMap *m) {
    gomap_clear(m->map);
}

static size_t length(const EngineMap *m) {
    char why[120];
    if (!gomap_check(m->map, why, sizeof why))
        engine_fail(why);
    return gomap_len(m->map);
}

static size_t buckets(const EngineMap *m) {
    GomapStats stats;
    gomap_stats(m->map, &stats);
    return stats.buckets;
}

static EngineIter *start(EngineMap *m) {
    EngineIter *it = malloc(sizeof *it);
    if (!it)
        engine_fail("no memory");
    it->map = m;
    gomap_iter_init(&it->it, m->map);
    return it;
}

static bool next(EngineIter *it, Shown *shown) {
    if (!gomap_iter_next(&it->it)) {
        free(it);
        return false;
    }
    const void *key = it->it.key;
    *shown = (Shown){.value = read_value(it->it.value, it->map->value_size)};
    switch (it->map->kind) {
    case KEY_U32:
        shown->number = shown->bits = *(const uint32_t *)key;
        break;
    case KEY_U64:
        shown->number = shown->bits = *(const uint64_t *)key;
        break;
    case KEY_F64:
        shown->number = engine_number(*(const double *)key, &shown->bits);
        break;
    case KEY_STR:
        shown->number = shown->bits = strtoull(((const GomapText *)key)->bytes, NULL, 10);
        if (strcmp(text_of(shown->number).bytes, ((const GomapText *)key)->bytes) != 0)
            engine_fail("a text key is not whole");
        break;
    }
    return true;
}

const Engine engine_gomap = {make, end, put, get, del, clear, length, buckets, start, next};
