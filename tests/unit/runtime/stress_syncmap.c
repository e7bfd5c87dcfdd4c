// SPDX-License-Identifier: Apache-2.0

// stress_syncmap [OPERATIONS [THREADS [SEED]]]: threads that do everything at once to one Syncmap,
// OPERATIONS altogether, made to be run under a sanitizer. THREADS 0: with 2, 4 and 8.
//
// Keys are strings and values blocks, both owned by the map and marked dead when it releases them,
// so whoever is shown something too late sees the mark, and a sanitizer sees the access. Besides:
//
//     each value is released once, and at the end none is left
//     what a key's calls answered adds up to whether it is there at the end (rounds without clear)
//     a counter that grows by compare-and-swap grew as often as that succeeded
//     what a section gave out is as it was until the section is left
//     the walker over the invariants finds nothing, also in the middle
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/syncmap.h"

enum { KEYS = 200, HOT = 16, COUNTERS = 4, MOST_THREADS = 64, SEEN = 8 };
enum { ALIVE = 0x600d, DEAD = 0xdead };

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                        \
        }                                                                   \
    } while (0)

typedef struct Item {
    uint32_t state;
    uint32_t key;
    uint64_t number;
} Item;

static atomic_ullong items_made, items_ended, keys_made, keys_ended;

static Item *new_item(uint32_t key, uint64_t number) {
    Item *item = malloc(sizeof *item);
    CHECK(item);
    *item = (Item){ALIVE, key, number};
    atomic_fetch_add_explicit(&items_made, 1, memory_order_relaxed);
    return item;
}

static void end_item(void *object, void *ctx) {
    (void)ctx;
    Item *item = *(Item **)object;
    CHECK(item->state == ALIVE);
    item->state = DEAD;
    free(item);
    atomic_fetch_add_explicit(&items_ended, 1, memory_order_relaxed);
}

static bool copy_key(void *dst, const void *src, void *ctx) {
    (void)ctx;
    char *copy = strdup(*(const char *const *)src);
    CHECK(copy);
    atomic_fetch_add_explicit(&keys_made, 1, memory_order_relaxed);
    *(char **)dst = copy;
    return true;
}

static void end_key(void *object, void *ctx) {
    (void)ctx;
    char *text = *(char **)object;
    text[0] = '!';
    free(text);
    atomic_fetch_add_explicit(&keys_ended, 1, memory_order_relaxed);
}

typedef struct Round {
    Syncmap *map;
    uint64_t operations; // of each thread
    bool clears;
    atomic_int there[KEYS]; // how often a key was made minus how often it was deleted
    atomic_ullong grown[COUNTERS];
} Round;

typedef struct Worker {
    Round *round;
    uint64_t random;
    uint64_t made; // items
    SyncmapSection section;
    Item *seen[SEEN]; // given out by the section
    uint64_t numbers[SEEN];
    size_t seen_count;
} Worker;

static uint64_t next_random(Worker *w) {
    uint64_t x = w->random += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static uint64_t below(Worker *w, uint64_t n) {
    return next_random(w) % n;
}

typedef struct Key {
    char digits[16];
    const char *text;
} Key;

static const void *make_key(Key *key, uint32_t number) {
    snprintf(key->digits, sizeof key->digits, "%u", number);
    key->text = key->digits;
    return &key->text;
}

static void note_seen(Worker *w, Item *item, uint32_t key) {
    CHECK(item->state == ALIVE);
    CHECK(item->key == key);
    if (w->seen_count == SEEN)
        return;
    w->seen[w->seen_count] = item;
    w->numbers[w->seen_count++] = item->number;
}

static void leave(Worker *w) {
    for (size_t i = 0; i < w->seen_count; i++)
        CHECK(w->seen[i]->state == ALIVE && w->seen[i]->number == w->numbers[i]);
    w->seen_count = 0;
    syncmap_leave(&w->section);
}

static void note_there(Worker *w, uint32_t key, int change) {
    atomic_fetch_add_explicit(&w->round->there[key], change, memory_order_relaxed);
}

static Item *fresh_item(Worker *w, uint32_t key) {
    return new_item(key, w->random ^ ++w->made);
}

static void do_load(Worker *w, uint32_t number, const void *key) {
    Item *item = syncmap_load(&w->section, key);
    if (item)
        note_seen(w, item, number);
}

static void do_swap(Worker *w, uint32_t number, const void *key) {
    void *previous;
    bool loaded;
    Item *item = fresh_item(w, number);
    CHECK(syncmap_swap(&w->section, key, item, &previous, &loaded) == GOMAP_OK);
    if (loaded)
        note_seen(w, previous, number);
    else
        note_there(w, number, 1);
}

static void do_load_or_store(Worker *w, uint32_t number, const void *key) {
    void *actual;
    bool loaded;
    Item *item = fresh_item(w, number);
    CHECK(syncmap_load_or_store(&w->section, key, item, &actual, &loaded) == GOMAP_OK);
    CHECK(loaded != (actual == item));
    note_seen(w, actual, number);
    if (loaded)
        end_item(&item, NULL);
    else
        note_there(w, number, 1);
}

static void do_load_and_delete(Worker *w, uint32_t number, const void *key) {
    void *value;
    if (!syncmap_load_and_delete(&w->section, key, &value))
        return;
    note_seen(w, value, number);
    note_there(w, number, -1);
}

static void do_delete(Worker *w, uint32_t number, const void *key) {
    if (syncmap_delete(w->round->map, key))
        note_there(w, number, -1);
}

static void do_compare_and_swap(Worker *w, uint32_t number, const void *key) {
    Item *old = syncmap_load(&w->section, key);
    if (!old)
        return;
    Item *item = fresh_item(w, number);
    bool swapped;
    CHECK(syncmap_compare_and_swap(w->round->map, key, old, item, &swapped) == GOMAP_OK);
    note_seen(w, old, number);
    if (!swapped)
        end_item(&item, NULL);
}

static void do_compare_and_delete(Worker *w, uint32_t number, const void *key) {
    Item *old = syncmap_load(&w->section, key);
    if (!old)
        return;
    if (syncmap_compare_and_delete(w->round->map, key, old))
        note_there(w, number, -1);
    note_seen(w, old, number);
}

// Counters have the numbers from KEYS on and are never deleted but by a clear.
static void do_count(Worker *w) {
    uint32_t counter = (uint32_t)below(w, COUNTERS);
    Key storage;
    const void *key = make_key(&storage, KEYS + counter);
    Item *old = syncmap_load(&w->section, key);
    if (!old)
        return;
    Item *item = new_item(KEYS + counter, old->number + 1);
    bool swapped;
    CHECK(syncmap_compare_and_swap(w->round->map, key, old, item, &swapped) == GOMAP_OK);
    if (swapped)
        atomic_fetch_add_explicit(&w->round->grown[counter], 1, memory_order_relaxed);
    else
        end_item(&item, NULL);
}

static bool check_shown(const void *key, void *value, void *ctx) {
    const Item *item = value;
    const char *text = *(const char *const *)key;
    Worker *w = ctx;
    CHECK(item->state == ALIVE);
    CHECK(strtoul(text, NULL, 10) == item->key);
    return below(w, 1000) != 0;
}

static void do_rarely(Worker *w) {
    char why[120];
    uint64_t what = below(w, 20);
    if (what < 10)
        syncmap_range(&w->section, check_shown, w);
    else if (what < 15)
        syncmap_collect(w->round->map);
    else if (what < 19 && w->round->clears)
        syncmap_clear(w->round->map);
    else if (!syncmap_check(w->round->map, why, sizeof why)) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
}

typedef void Operation(Worker *w, uint32_t number, const void *key);

static void operate(Worker *w) {
    static Operation *const operations[] = {do_load,
                                            do_load,
                                            do_load,
                                            do_load,
                                            do_load,
                                            do_load,
                                            do_load,
                                            do_load,
                                            do_swap,
                                            do_swap,
                                            do_swap,
                                            do_delete,
                                            do_delete,
                                            do_load_or_store,
                                            do_load_or_store,
                                            do_load_and_delete,
                                            do_compare_and_swap,
                                            do_compare_and_delete};
    enum { COUNT = sizeof operations / sizeof operations[0] };
    uint64_t choice = below(w, 1000);
    if (choice < 2) {
        do_rarely(w);
    } else if (choice < 50) {
        do_count(w);
    } else {
        Key key;
        uint32_t number = (uint32_t)below(w, below(w, 4) ? HOT : KEYS);
        operations[below(w, COUNT)](w, number, make_key(&key, number));
    }
}

static void *work(void *arg) {
    Worker *w = arg;
    for (uint64_t done = 0; done < w->round->operations;) {
        syncmap_enter(&w->section, w->round->map);
        uint64_t length = below(w, 8) ? 1 : 1 + below(w, 100);
        for (; length > 0 && done < w->round->operations; length--, done++)
            operate(w);
        leave(w);
    }
    return NULL;
}

static GomapType item_type(void) {
    GomapType type = gomap_type_str(sizeof(Item *));
    type.key_copy = copy_key;
    type.key_release = end_key;
    type.value_release = end_item;
    return type;
}

static void start_counters(Syncmap *map) {
    for (uint32_t i = 0; i < COUNTERS; i++) {
        Key key;
        CHECK(syncmap_store(map, make_key(&key, KEYS + i), new_item(KEYS + i, 0)) == GOMAP_OK);
    }
}

static void check_sums(Round *round) {
    SyncmapSection section;
    Key key;
    syncmap_enter(&section, round->map);
    for (uint32_t i = 0; i < KEYS; i++)
        CHECK((syncmap_load(&section, make_key(&key, i)) != NULL) == atomic_load(&round->there[i]));
    for (uint32_t i = 0; i < COUNTERS; i++) {
        Item *item = syncmap_load(&section, make_key(&key, KEYS + i));
        CHECK(item && item->number == atomic_load(&round->grown[i]));
    }
    syncmap_leave(&section);
}

static void finish(Round *round) {
    SyncmapStats stats;
    CHECK(syncmap_check(round->map, NULL, 0));
    if (!round->clears)
        check_sums(round);
    syncmap_collect(round->map);
    syncmap_stats(round->map, &stats);
    CHECK(stats.waiting == 0);
    printf("  %llu promotions, %llu values\n", (unsigned long long)stats.promotions,
           (unsigned long long)atomic_load(&items_made));
    syncmap_free(round->map);
    CHECK(atomic_load(&items_made) == atomic_load(&items_ended));
    CHECK(atomic_load(&keys_made) == atomic_load(&keys_ended));
}

static void run(uint64_t operations, unsigned threads, uint64_t seed, bool clears) {
    static Round round;
    static Worker workers[MOST_THREADS];
    pthread_t ids[MOST_THREADS];
    GomapType type = item_type();
    memset(&round, 0, sizeof round);
    round.operations = operations / threads;
    round.clears = clears;
    CHECK(syncmap_new(&type, &round.map) == GOMAP_OK);
    start_counters(round.map);
    for (unsigned i = 0; i < threads; i++) {
        workers[i] = (Worker){.round = &round, .random = seed * MOST_THREADS + i};
        CHECK(pthread_create(&ids[i], NULL, work, &workers[i]) == 0);
    }
    for (unsigned i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    printf("%u threads, %llu operations%s:\n", threads, (unsigned long long)operations,
           clears ? ", with clears" : "");
    finish(&round);
}

int main(int argc, char **argv) {
    uint64_t operations = argc > 1 ? strtoull(argv[1], NULL, 10) : 200000;
    unsigned threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    unsigned first = threads ? threads : 2;
    unsigned last = threads ? threads : 8;
    if (last > MOST_THREADS) {
        fprintf(stderr, "at most %d threads\n", MOST_THREADS);
        return 2;
    }
    for (unsigned n = first; n <= last; n *= 2) {
        run(operations, n, seed, false);
        run(operations, n, seed + 1, true);
    }
    return 0;
}
