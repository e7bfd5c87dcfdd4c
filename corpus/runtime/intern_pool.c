// SPDX-License-Identifier: Apache-2.0

// Each part of the pool is a map from a string's key to the string. The key holds the hash, so that
// it is computed once and outside the lock, and the map's growth touches no string.
//
// Invariants:
// 1. A string is in the map of its part from its making to its end, both under the part's lock.
// 2. Its count goes from 1 to 0, and up from 1 in a search, under that lock only. So a string that
//    a search finds is not about to end, and whoever makes the count 0 ends the string.
// 3. Everything but the count is written before the string is in the map, and never again.
#include "intern_pool.h"

#include "allocator.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { PARTS = 16 };

typedef struct Key {
    uint64_t hash;
    size_t n;
    const char *bytes;
} Key;

typedef struct Text {
    Key key;             // of `bytes`
    atomic_size_t count; // references
    char bytes[];        // key.n, and a NUL
} Text;

typedef struct Part {
    pthread_mutex_t lock;
    Gomap *texts; // const Key * to Text *
} Part;

struct InternPool {
    GomapAllocator allocator;
    GomapSeed seed;
    Part parts[PARTS];
};

static uint64_t hash_of(const void *key, const GomapSeed *seed, void *ctx) {
    (void)seed;
    (void)ctx;
    return (*(const Key *const *)key)->hash;
}

static bool equal(const void *a, const void *b, void *ctx) {
    (void)ctx;
    const Key *x = *(const Key *const *)a;
    const Key *y = *(const Key *const *)b;
    return x->hash == y->hash && x->n == y->n && (!x->n || memcmp(x->bytes, y->bytes, x->n) == 0);
}

// Without random numbers the pool works, but is open to chosen keys.
static GomapSeed new_seed(const void *salt) {
    GomapSeed seed = {(uintptr_t)salt, (uint64_t)time(NULL)};
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
        seed.k1 ^= (uint64_t)clock();
    return seed;
}

static Text *text_of(const char *string) {
    return (Text *)(uintptr_t)(string - offsetof(Text, bytes));
}

static Part *part_of(InternPool *pool, const Key *key) {
    return &pool->parts[key->hash >> 32 & (PARTS - 1)];
}

static Text *new_text(const InternPool *pool, const Key *key) {
    if (key->n > PTRDIFF_MAX - sizeof(Text) - 1)
        return NULL;
    Text *text = allocator_take(&pool->allocator, sizeof *text + key->n + 1);
    if (!text)
        return NULL;
    if (key->n)
        memcpy(text->bytes, key->bytes, key->n);
    text->bytes[key->n] = '\0';
    text->key = (Key){key->hash, key->n, text->bytes};
    atomic_init(&text->count, 1);
    return text;
}

static void free_text(const InternPool *pool, Text *text) {
    allocator_give(pool->allocator, text, sizeof *text + text->key.n + 1);
}

static void end_text(void *object, void *ctx) {
    free_text(ctx, *(Text **)object);
}

static bool open_part(InternPool *pool, Part *part, const void *place) {
    GomapType type = {.key_size = sizeof(Key *),
                      .value_size = sizeof(Text *),
                      .hash = hash_of,
                      .equal = equal,
                      .value_release = end_text,
                      .ctx = pool,
                      .allocator = pool->allocator};
    return gomap_new_at(&type, 0, &part->texts, place) == GOMAP_OK;
}

static void close_part(Part *part) {
    gomap_free(part->texts);
    pthread_mutex_destroy(&part->lock);
}

InternPool *intern_pool_new(const GomapAllocator *allocator) {
    InternPool start = {.allocator = allocator ? *allocator : (GomapAllocator){0}};
    InternPool *pool = allocator_take(&start.allocator, sizeof *pool);
    if (!pool)
        return NULL;
    memcpy(pool, &start, sizeof start);
    pool->seed = new_seed(pool);
    for (size_t i = 0; i < PARTS; i++)
        pthread_mutex_init(&pool->parts[i].lock, NULL);
    for (size_t i = 0; i < PARTS; i++) {
        if (!open_part(pool, &pool->parts[i], __builtin_return_address(0))) {
            intern_pool_free(pool);
            return NULL;
        }
    }
    return pool;
}

void intern_pool_free(InternPool *pool) {
    if (!pool)
        return;
    for (size_t i = 0; i < PARTS; i++)
        close_part(&pool->parts[i]);
    GomapAllocator allocator = pool->allocator;
    allocator_give(allocator, pool, sizeof *pool);
}

static Key key_of(const InternPool *pool, const char *bytes, size_t n) {
    return (Key){gomap_hash_bytes(bytes, n, &pool->seed), n, bytes};
}

static const char *find(Part *part, const Key *key) {
    Text **text = gomap_find(part->texts, &key);
    if (!text)
        return NULL;
    atomic_fetch_add_explicit(&(*text)->count, 1, memory_order_relaxed);
    return (*text)->bytes;
}

static const char *add(InternPool *pool, Part *part, const Key *key) {
    Text *text = new_text(pool, key);
    if (!text)
        return NULL;
    const Key *stored = &text->key;
    if (gomap_put(part->texts, &stored, &text) == GOMAP_OK)
        return text->bytes;
    free_text(pool, text);
    return NULL;
}

const char *intern_pool_get(InternPool *pool, const char *bytes, size_t n) {
    Key key = key_of(pool, bytes, n);
    Part *part = part_of(pool, &key);
    pthread_mutex_lock(&part->lock);
    const char *string = find(part, &key);
    if (!string)
        string = add(pool, part, &key);
    pthread_mutex_unlock(&part->lock);
    return string;
}

const char *intern_pool_find(InternPool *pool, const char *bytes, size_t n) {
    Key key = key_of(pool, bytes, n);
    Part *part = part_of(pool, &key);
    pthread_mutex_lock(&part->lock);
    const char *string = find(part, &key);
    pthread_mutex_unlock(&part->lock);
    return string;
}

const char *intern_pool_hold(const char *string) {
    if (string)
        atomic_fetch_add_explicit(&text_of(string)->count, 1, memory_order_relaxed);
    return string;
}

// Gives a reference back that is not the last one. False: it may be the last.
static bool release_another(Text *text) {
    size_t count = atomic_load_explicit(&text->count, memory_order_relaxed);
    while (count > 1) {
        if (atomic_compare_exchange_weak_explicit(&text->count, &count, count - 1,
                                                  memory_order_release, memory_order_relaxed))
            return true;
    }
    return false;
}

void intern_pool_release(InternPool *pool, const char *string) {
    if (!string || release_another(text_of(string)))
        return;
    Text *text = text_of(string);
    const Key *key = &text->key;
    Part *part = part_of(pool, key);
    pthread_mutex_lock(&part->lock);
    // A search may have taken a reference since.
    bool last = atomic_fetch_sub_explicit(&text->count, 1, memory_order_acq_rel) == 1;
    if (last)
        gomap_take(part->texts, &key, NULL, &text); // to be freed without the lock
    pthread_mutex_unlock(&part->lock);
    if (last)
        free_text(pool, text);
}

size_t intern_pool_length(const char *string) {
    return text_of(string)->key.n;
}

size_t intern_pool_count(InternPool *pool) {
    size_t count = 0;
    for (size_t i = 0; i < PARTS; i++) {
        pthread_mutex_lock(&pool->parts[i].lock);
        count += gomap_len(pool->parts[i].texts);
        pthread_mutex_unlock(&pool->parts[i].lock);
    }
    return count;
}
