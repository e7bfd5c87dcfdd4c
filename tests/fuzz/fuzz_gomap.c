// SPDX-License-Identifier: Apache-2.0

// Any sequence of calls on two maps of one type with four iterations under way and an allocator
// that fails now and then, against an array that knows what each map holds.
//
// The first byte chooses the type, each further pair of bytes is an operation and its argument. An
// entry is known by its id, a NaN entry by the number in its value; each insertion of one has a
// birth, so that an iteration can be held to its guarantees: what is there from its start to its
// end is shown once, what is gone is not, nothing is shown twice.
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "runtime/gomap.h"

enum { IDS = 256, NANS = 64, ALL = IDS + NANS, MAPS = 2, ITERATIONS = 4, BIG = 136, STEPS = 4000 };

static const uint64_t NAN_VALUE = UINT64_C(1) << 32;

static size_t live;      // allocations
static size_t fail_next; // the n-th from now fails, 0: none

static void *take_memory(size_t size, void *ctx) {
    (void)ctx;
    if (fail_next > 0 && --fail_next == 0)
        return NULL;
    void *memory = malloc(size);
    FUZZ_CHECK(memory);
    live++;
    return memset(memory, 0xa5, size);
}

static void give_memory(void *memory, size_t size, void *ctx) {
    (void)ctx;
    FUZZ_CHECK(memory);
    memset(memory, 0x5a, size);
    live--;
    free(memory);
}

// An owned object is the address of a number.
static bool copy_owned(void *dst, const void *src, void *ctx) {
    uint64_t *copy = take_memory(sizeof *copy, ctx);
    const uint64_t *original = *(uint64_t *const *)src;
    if (copy) {
        *copy = original ? *original : 0;
        *(uint64_t **)dst = copy;
    }
    return copy != NULL;
}

static void release_owned(void *object, void *ctx) {
    uint64_t *own = *(uint64_t **)object;
    if (own)
        give_memory(own, sizeof *own, ctx);
}

static uint64_t hash_owned(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_bytes(*(uint64_t *const *)key, sizeof(uint64_t), seed);
}

static bool equal_owned(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return **(uint64_t *const *)a == **(uint64_t *const *)b;
}

static uint64_t hash_first(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_bytes(key, sizeof(uint64_t), seed);
}

// Four buckets in use, four marks.
static uint64_t hash_weakly(const void *key, const GomapSeed *seed, void *ctx) {
    return hash_first(key, seed, ctx) & 0x0300000000000003;
}

static bool equal_first(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return memcmp(a, b, sizeof(uint64_t)) == 0;
}

typedef enum Sort { NUMBERS, COMMON, WEAK, FLOATS, TEXTS, OWNED, HANDED, BOXED, SORTS } Sort;

typedef struct Watch {
    GomapIter it;
    size_t map; // its index; MAPS: not running
    uint32_t start[ALL];
    uint32_t shown[ALL];
} Watch;

typedef struct World {
    Sort sort;
    GomapType type;
    Gomap *maps[MAPS];
    uint32_t births;
    uint32_t birth[MAPS][ALL]; // 0: no such entry
    uint64_t value[MAPS][ALL];
    size_t count[MAPS];
    Watch watches[ITERATIONS];
} World;

static char texts[IDS][40];

// Of 2 to 39 bytes, so that the hash of texts goes all its ways.
static void make_texts(void) {
    for (size_t id = 0; id < IDS && !texts[IDS - 1][0]; id++)
        snprintf(texts[id], sizeof texts[id], "%zu-%.*s", id, (int)(id % 36),
                 "abcdefghijklmnopqrstuvwxyz0123456789");
}

static GomapType type_of(Sort sort, bool update) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    if (sort == FLOATS)
        type = gomap_type_f64(sizeof(uint64_t));
    if (sort == TEXTS)
        type = gomap_type_text(sizeof(uint64_t));
    if (sort == WEAK)
        type.hash = hash_weakly;
    if (sort == OWNED) {
        type.hash = hash_owned;
        type.equal = equal_owned;
        type.key_copy = copy_owned;
        type.key_release = release_owned;
        type.value_copy = copy_owned;
    }
    if (sort == OWNED || sort == HANDED)
        type.value_release = release_owned;
    if (sort == BOXED) {
        type.key_size = type.value_size = BIG;
        type.hash = hash_first;
        type.equal = equal_first;
    }
    type.update_key = type.update_key || update;
    type.fixed_seed = sort != COMMON && sort != TEXTS;
    type.allocator = (GomapAllocator){take_memory, give_memory, NULL};
    return type;
}

// Room for a key or a value of any sort.
typedef union Room {
    uint64_t number;
    double real;
    GomapText text;
    uint64_t *pointer;
    unsigned char big[BIG];
} Room;

typedef struct Argument {
    Room room;
    uint64_t number; // behind `pointer`
} Argument;

static const void *make_key(const World *w, size_t id, Argument *key) {
    *key = (Argument){.number = id};
    if (w->sort == FLOATS)
        key->room.real = id >= IDS ? NAN : (double)id;
    else if (w->sort == TEXTS)
        key->room.text = (GomapText){texts[id], strlen(texts[id])};
    else if (w->sort == OWNED)
        key->room.pointer = &key->number;
    else
        key->room.number = id;
    return &key->room;
}

static uint64_t value_at(const World *w, const void *slot) {
    if (w->sort == OWNED || w->sort == HANDED)
        return **(uint64_t *const *)slot;
    return *(const uint64_t *)slot;
}

static size_t id_shown(const World *w, const GomapIter *it) {
    const Room *key = it->key;
    switch (w->sort) {
    case FLOATS:
        return isnan(key->real) ? IDS + (size_t)(value_at(w, it->value) - NAN_VALUE)
                                : (size_t)key->real;
    case TEXTS:
        return (size_t)(key->text.bytes - texts[0]) / sizeof texts[0];
    case OWNED:
        return (size_t)*key->pointer;
    case NUMBERS:
    case COMMON:
    case WEAK:
    case HANDED:
    case BOXED:
    case SORTS:
        break;
    }
    return (size_t)key->number;
}

static void note_put(World *w, size_t m, size_t id, uint64_t value) {
    if (!w->birth[m][id]) {
        w->birth[m][id] = ++w->births;
        w->count[m]++;
    }
    w->value[m][id] = value;
}

static void note_gone(World *w, size_t m, size_t id) {
    w->count[m] -= w->birth[m][id] != 0;
    w->birth[m][id] = 0;
}

static bool went_well(GomapStatus status) {
    FUZZ_CHECK(status == GOMAP_OK || status == GOMAP_NO_MEMORY);
    return status == GOMAP_OK;
}

// A value as an insertion wants it; false if there is no memory for what is handed over.
static bool make_value(const World *w, uint64_t value, Argument *room) {
    *room = (Argument){.number = value};
    if (w->sort == HANDED) {
        room->room.pointer = take_memory(sizeof value, NULL);
        if (!room->room.pointer)
            return false;
        *room->room.pointer = value;
    } else if (w->sort == OWNED) {
        room->room.pointer = &room->number;
    } else {
        room->room.number = value;
    }
    return true;
}

static void do_put(World *w, size_t m, size_t id) {
    Argument key, value;
    uint64_t number = id >= IDS ? NAN_VALUE + (id - IDS) : w->births + id;
    if (!make_value(w, number, &value))
        return;
    if (went_well(gomap_put(w->maps[m], make_key(w, id, &key), &value.room)))
        note_put(w, m, id, number);
    else if (w->sort == HANDED)
        release_owned(&value.room, NULL);
}

static void do_put_nan(World *w, size_t m, size_t id) {
    if (w->sort == FLOATS && !w->birth[m][IDS + id % NANS])
        do_put(w, m, IDS + id % NANS);
}

static GomapStatus assign(World *w, size_t m, size_t id, void **slot, bool *added) {
    Argument key;
    size_t before = gomap_len(w->maps[m]);
    GomapStatus status;
    if (w->sort == COMMON || w->sort == NUMBERS)
        status = gomap_assign_u64(w->maps[m], id, slot);
    else if (w->sort == TEXTS)
        status = gomap_assign_text(w->maps[m], texts[id], strlen(texts[id]), slot);
    else
        return gomap_upsert(w->maps[m], make_key(w, id, &key), slot, added);
    *added = gomap_len(w->maps[m]) > before;
    return status;
}

static void do_assign(World *w, size_t m, size_t id) {
    void *slot = w;
    bool added;
    if (!went_well(assign(w, m, id, &slot, &added))) {
        FUZZ_CHECK(!slot && !added);
        return;
    }
    FUZZ_CHECK(added == (w->birth[m][id] == 0));
    uint64_t number = w->births * 3 + id;
    if (w->sort == OWNED || w->sort == HANDED) {
        size_t failing = fail_next;
        fail_next = 0;
        FUZZ_CHECK(!added || *(uint64_t **)slot == NULL);
        if (added)
            *(uint64_t **)slot = take_memory(sizeof number, NULL);
        **(uint64_t **)slot = number;
        fail_next = failing;
    } else {
        FUZZ_CHECK(!added || *(uint64_t *)slot == 0);
        *(uint64_t *)slot = number;
    }
    note_put(w, m, id, number);
}

static void *find(const World *w, size_t m, size_t id) {
    Argument key;
    if (w->sort == COMMON)
        return gomap_find_u64(w->maps[m], id);
    return gomap_find(w->maps[m], make_key(w, id, &key));
}

static void do_find(const World *w, size_t m, size_t id) {
    const void *slot = find(w, m, id);
    FUZZ_CHECK((slot != NULL) == (w->birth[m][id] != 0));
    FUZZ_CHECK(!slot || value_at(w, slot) == w->value[m][id]);
}

static void do_remove(World *w, size_t m, size_t id) {
    Argument key;
    bool there = w->birth[m][id] != 0, gone;
    if (w->sort == COMMON)
        gone = gomap_remove_u64(w->maps[m], id);
    else if (w->sort == TEXTS)
        gone = gomap_remove_text(w->maps[m], texts[id], strlen(texts[id]));
    else
        gone = gomap_remove(w->maps[m], make_key(w, id, &key));
    FUZZ_CHECK(gone == there);
    note_gone(w, m, id);
}

static void do_take(World *w, size_t m, size_t id) {
    Argument key;
    Room key_out, value_out;
    bool there = w->birth[m][id] != 0;
    FUZZ_CHECK(gomap_take(w->maps[m], make_key(w, id, &key), &key_out, &value_out) == there);
    if (!there)
        return;
    FUZZ_CHECK(value_at(w, &value_out) == w->value[m][id]);
    if (w->sort == OWNED)
        release_owned(&key_out, NULL);
    if (w->sort == OWNED || w->sort == HANDED)
        release_owned(&value_out, NULL);
    note_gone(w, m, id);
}

static void check_all(const World *w, size_t m) {
    char why[120];
    if (!gomap_check(w->maps[m], why, sizeof why)) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
    FUZZ_CHECK(gomap_len(w->maps[m]) == w->count[m]);
    for (size_t id = 0; id < IDS; id++)
        do_find(w, m, id);
}

static void forget_all(World *w, size_t m) {
    memset(w->birth[m], 0, sizeof w->birth[m]);
    w->count[m] = 0;
}

static void end_watches(World *w, size_t m) {
    for (size_t i = 0; i < ITERATIONS; i++) {
        if (w->watches[i].map == m)
            w->watches[i].map = MAPS;
    }
}

static void free_map(World *w, size_t m) {
    gomap_free(w->maps[m]);
    w->maps[m] = NULL;
    end_watches(w, m);
    forget_all(w, m);
}

static void new_map(World *w, size_t m, size_t hint) {
    free_map(w, m);
    if (!went_well(gomap_new(&w->type, hint, &w->maps[m]))) {
        fail_next = 0;
        FUZZ_CHECK(gomap_new(&w->type, 0, &w->maps[m]) == GOMAP_OK);
    }
}

static void do_clone(World *w, size_t m) {
    Gomap *copy;
    GomapStatus status = gomap_clone(w->maps[m], &copy);
    if (w->sort == HANDED) {
        FUZZ_CHECK(status == GOMAP_NO_COPY && !copy);
        return;
    }
    if (!went_well(status)) {
        FUZZ_CHECK(!copy);
        return;
    }
    size_t other = !m;
    free_map(w, other);
    w->maps[other] = copy;
    for (size_t id = 0; id < ALL; id++) {
        if (w->birth[m][id])
            note_put(w, other, id, w->value[m][id]);
    }
    check_all(w, other);
}

static void start_watch(World *w, Watch *watch, size_t m) {
    if (watch->map < MAPS)
        gomap_iter_fini(&watch->it);
    gomap_iter_init(&watch->it, w->maps[m]);
    watch->map = m;
    memcpy(watch->start, w->birth[m], sizeof watch->start);
    memset(watch->shown, 0, sizeof watch->shown);
}

// False at its end.
static bool step_watch(World *w, Watch *watch) {
    size_t m = watch->map;
    if (m == MAPS)
        return false;
    if (gomap_iter_next(&watch->it)) {
        size_t id = id_shown(w, &watch->it);
        FUZZ_CHECK(id < ALL && w->birth[m][id] != 0);
        FUZZ_CHECK(watch->shown[id] != w->birth[m][id]);
        FUZZ_CHECK(value_at(w, watch->it.value) == w->value[m][id]);
        watch->shown[id] = w->birth[m][id];
        return true;
    }
    FUZZ_CHECK(!watch->it.key && !watch->it.value);
    for (size_t id = 0; id < ALL; id++)
        FUZZ_CHECK(!watch->start[id] || watch->start[id] != w->birth[m][id] ||
                   watch->shown[id] == watch->start[id]);
    watch->map = MAPS;
    return false;
}

// A write whose arguments are in the map.
static void use_shown(World *w, Watch *watch, size_t other) {
    if (!step_watch(w, watch))
        return;
    size_t m = watch->map, id = id_shown(w, &watch->it);
    if (id >= IDS) {
        FUZZ_CHECK(!gomap_remove(w->maps[m], watch->it.key));
    } else if (other % 2) {
        FUZZ_CHECK(gomap_remove(w->maps[m], watch->it.key));
        note_gone(w, m, id);
    } else if (w->sort != HANDED) {
        Argument key;
        size_t target = other % 4 ? id : other;
        uint64_t value = w->value[m][id];
        const void *at = target == id ? watch->it.key : make_key(w, target, &key);
        if (went_well(gomap_put(w->maps[m], at, watch->it.value)))
            note_put(w, m, target, value);
    }
}

static void do_range(World *w, size_t m, size_t argument, bool put) {
    size_t from = argument / 16 * 16, n = 16 * (1 + argument % 8);
    for (size_t i = 0; i < n; i++) {
        if (put)
            do_put(w, m, (from + i) % IDS);
        else
            do_remove(w, m, (from + i) % IDS);
    }
}

static void step(World *w, uint8_t what, size_t argument) {
    size_t m = what & 1;
    Watch *watch = &w->watches[what >> 1 & 3];
    switch (what >> 3) {
    case 0:
    case 1:
        do_put(w, m, argument);
        break;
    case 2:
    case 3:
        do_assign(w, m, argument);
        break;
    case 4:
    case 5:
    case 6:
        do_remove(w, m, argument);
        break;
    case 7:
        do_take(w, m, argument);
        break;
    case 8:
        do_find(w, m, argument);
        break;
    case 9:
        do_put_nan(w, m, argument);
        break;
    case 10:
    case 11:
        do_range(w, m, argument, true);
        break;
    case 12:
    case 13:
        do_range(w, m, argument, false);
        break;
    case 14:
        gomap_clear(w->maps[m]);
        forget_all(w, m);
        break;
    case 15:
    case 16:
        went_well(gomap_trim(w->maps[m]));
        break;
    case 17:
        do_clone(w, m);
        break;
    case 18:
        new_map(w, m, argument);
        break;
    case 19:
    case 20:
        start_watch(w, watch, m);
        break;
    case 21:
        if (watch->map < MAPS)
            gomap_iter_fini(&watch->it);
        watch->map = MAPS;
        break;
    case 22:
    case 23:
        use_shown(w, watch, argument);
        break;
    case 24:
        fail_next = argument;
        break;
    case 25:
        check_all(w, m);
        break;
    default:
        for (size_t i = 0; i <= argument % 32 && step_watch(w, watch); i++)
            continue;
    }
}

// Each input starts anew with two empty maps.
static void start(World *w, uint8_t choice) {
    make_texts();
    fail_next = 0;
    *w = (World){.sort = choice % SORTS};
    w->type = type_of(w->sort, choice / SORTS % 2);
    for (size_t i = 0; i < ITERATIONS; i++)
        w->watches[i].map = MAPS;
    for (size_t m = 0; m < MAPS; m++)
        new_map(w, m, 0);
}

static void end(World *w) {
    fail_next = 0;
    for (size_t i = 0; i < ITERATIONS; i++) {
        while (step_watch(w, &w->watches[i]))
            continue;
    }
    for (size_t m = 0; m < MAPS; m++) {
        check_all(w, m);
        free_map(w, m);
    }
    FUZZ_CHECK(live == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static World world;
    if (size < 1)
        return 0;
    start(&world, bytes[0]);
    for (size_t i = 1, n = 0; i + 1 < size && n < STEPS; i += 2, n++) {
        step(&world, bytes[i], bytes[i + 1]);
        FUZZ_CHECK(gomap_len(world.maps[0]) == world.count[0]);
        FUZZ_CHECK(gomap_len(world.maps[1]) == world.count[1]);
        if (n % 64 == 0)
            check_all(&world, n / 64 % MAPS);
    }
    end(&world);
    return 0;
}
