// SPDX-License-Identifier: Apache-2.0

// stress_gomap [READERS [OPERATIONS]]: a writer, readers, iterations and a thread that asks for
// statistics, at one map; for runs under ThreadSanitizer.
//
// A reader-writer lock keeps readers and the writer apart, as the header asks for; gomap_stats goes
// without it. Readers come between any two writes, so also in mid-growth, and some keep an
// iteration open from one hold of the lock to the next, while the writer writes. Every value is
// made from its key, so a reader can tell a right one; the keys below STABLE are always there, so
// an iteration must show each of them once.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/gomap.h"

enum { STABLE = 500, KEYS = 6000, READS = 64 };

static const uint64_t FACTOR = 0x9e3779b97f4a7c15;

static Gomap *map;
static pthread_rwlock_t lock;
static atomic_bool over;
static atomic_ullong reads, writes, iterations, looks;

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                        \
        }                                                                   \
    } while (0)

static uint64_t next_random(uint64_t *state) {
    uint64_t x = *state += FACTOR;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    return x ^ x >> 27;
}

static void look_up_some(uint64_t *random) {
    for (int i = 0; i < READS; i++) {
        uint64_t key = next_random(random) % KEYS;
        const uint64_t *found = i % 2 ? gomap_find(map, &key) : gomap_find_u64(map, key);
        CHECK(found || key >= STABLE);
        CHECK(!found || *found == key * FACTOR);
    }
    atomic_fetch_add(&reads, READS);
}

typedef struct Walk {
    GomapIter it;
    bool running;
    bool seen[KEYS];
} Walk;

static void start_walk(Walk *w) {
    *w = (Walk){.running = true};
    gomap_iter_init(&w->it, map);
}

// At most `steps` steps.
static void go_on(Walk *w, size_t steps) {
    while (steps-- > 0) {
        if (!gomap_iter_next(&w->it)) {
            for (size_t key = 0; key < STABLE; key++)
                CHECK(w->seen[key]);
            w->running = false;
            atomic_fetch_add(&iterations, 1);
            return;
        }
        uint64_t key = *(const uint64_t *)w->it.key;
        CHECK(key < KEYS && (key >= STABLE || !w->seen[key]));
        CHECK(*(uint64_t *)w->it.value == key * FACTOR);
        w->seen[key] = true;
    }
}

static void *read_on(void *arg) {
    uint64_t random = (uint64_t)(uintptr_t)arg;
    Walk *walk = calloc(1, sizeof *walk);
    CHECK(walk);
    while (!over) {
        pthread_rwlock_rdlock(&lock);
        look_up_some(&random);
        if (!walk->running)
            start_walk(walk);
        go_on(walk, random % 4 ? 40 : SIZE_MAX);
        pthread_rwlock_unlock(&lock);
    }
    pthread_rwlock_rdlock(&lock);
    gomap_iter_fini(&walk->it);
    pthread_rwlock_unlock(&lock);
    free(walk);
    return NULL;
}

static void *ask_on(void *arg) {
    (void)arg;
    while (!over) {
        GomapStats stats;
        gomap_stats(map, &stats);
        CHECK(stats.entries <= KEYS);
        CHECK((stats.buckets & (stats.buckets - 1)) == 0);
        CHECK(stats.bytes > 0 && stats.peak <= KEYS);
        atomic_fetch_add(&looks, 1);
    }
    return NULL;
}

static void write_one(uint64_t key, uint64_t dice) {
    uint64_t value = key * FACTOR;
    void *slot;
    switch (dice % 5) {
    case 0:
        CHECK(gomap_put(map, &key, &value) == GOMAP_OK);
        break;
    case 1:
    case 2:
        CHECK(gomap_assign_u64(map, key, &slot) == GOMAP_OK);
        *(uint64_t *)slot = value;
        break;
    case 3:
        if (key >= STABLE)
            gomap_remove(map, &key);
        break;
    default:
        if (key >= STABLE)
            gomap_remove_u64(map, key);
    }
}

// Leaves only what is always there, in the smallest table.
static void shrink(void) {
    for (uint64_t key = STABLE; key < KEYS; key++)
        gomap_remove_u64(map, key);
    CHECK(gomap_trim(map) == GOMAP_OK);
}

// A few writes to each hold of the lock. The map fills and is shrunk again and again, so that there
// is a growth under way most of the time.
static void write_all(uint64_t n) {
    enum { HOLD = 8, WAVE = 4096 };
    uint64_t random = 1;
    for (uint64_t i = 0; i < n; i += HOLD) {
        pthread_rwlock_wrlock(&lock);
        for (int j = 0; j < HOLD; j++) {
            uint64_t dice = next_random(&random);
            write_one(dice % KEYS, dice >> 32);
        }
        if (i % WAVE == 0)
            shrink();
        pthread_rwlock_unlock(&lock);
        atomic_fetch_add(&writes, HOLD);
    }
}

// One that lets the writer in, or many readers would never leave it a gap.
static void make_lock(void) {
    pthread_rwlockattr_t attributes;
    CHECK(pthread_rwlockattr_init(&attributes) == 0);
    CHECK(pthread_rwlockattr_setkind_np(&attributes,
                                        PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) == 0);
    CHECK(pthread_rwlock_init(&lock, &attributes) == 0);
    CHECK(pthread_rwlockattr_destroy(&attributes) == 0);
}

int main(int argc, char **argv) {
    enum { READERS_MAX = 64 };
    size_t readers = argc > 1 ? strtoul(argv[1], NULL, 10) : 3;
    uint64_t operations = argc > 2 ? strtoull(argv[2], NULL, 10) : 400000;
    if (readers > READERS_MAX)
        readers = READERS_MAX;
    make_lock();
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    CHECK(gomap_new(&type, 0, &map) == GOMAP_OK);
    for (uint64_t key = 0; key < STABLE; key++)
        write_one(key, 0);
    pthread_t threads[READERS_MAX], asking;
    for (size_t i = 0; i < readers; i++)
        CHECK(pthread_create(&threads[i], NULL, read_on, (void *)(uintptr_t)(i + 1)) == 0);
    CHECK(pthread_create(&asking, NULL, ask_on, NULL) == 0);
    write_all(operations);
    over = true;
    for (size_t i = 0; i < readers; i++)
        pthread_join(threads[i], NULL);
    pthread_join(asking, NULL);
    char why[120];
    CHECK(gomap_check(map, why, sizeof why));
    GomapStats stats;
    gomap_stats(map, &stats);
    printf("%llu writes, %llu reads, %llu iterations, %llu looks at the statistics, %llu growths\n",
           writes, reads, iterations, looks,
           (unsigned long long)(stats.doublings + stats.compactions));
    CHECK(readers == 0 || iterations > 0);
    gomap_free(map);
    pthread_rwlock_destroy(&lock);
    return 0;
}
