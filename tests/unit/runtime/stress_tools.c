// SPDX-License-Identifier: Apache-2.0

// Many threads on one instrument: stress_tools WHAT THREADS OPERATIONS. Each checks what it sees,
// and at the end nothing may be left. Few operations in the suite; millions by hand, under
// ThreadSanitizer.
#include <jansson.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/gomap.h"
#include "runtime/intern_pool.h"
#include "runtime/ledger.h"
#include "runtime/weak.h"

enum { THREADS_MAX = 64, HELD = 32, NAMES = 64 };

typedef struct Worker {
    uint64_t random;
    uint64_t operations;
    size_t index;
} Worker;

static atomic_uint_fast64_t done; // strings got, maps or objects made

static void fail(const char *what) {
    fprintf(stderr, "stress_tools: %s\n", what);
    abort();
}

static void demand(bool holds, const char *what) {
    if (!holds)
        fail(what);
}

static uint64_t next_random(Worker *w) {
    uint64_t x = w->random += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static size_t below(Worker *w, size_t n) {
    return (size_t)(next_random(w) % n);
}

static InternPool *pool;

// Low numbers are likelier, so that a string is held by several threads or comes and goes.
static size_t print_name(Worker *w, char text[32]) {
    size_t id = below(w, 1 + below(w, NAMES));
    return (size_t)snprintf(text, 32, "name-%zu", id);
}

static void *intern_work(void *ctx) {
    Worker *w = ctx;
    const char *held[HELD] = {0};
    uint64_t got = 0;
    for (uint64_t i = 0; i < w->operations; i++) {
        const char **slot = &held[below(w, HELD)];
        char text[32];
        size_t n = print_name(w, text);
        if (*slot) {
            const char *again = intern_pool_get(pool, *slot, intern_pool_length(*slot));
            demand(again == *slot, "equal strings differ in address");
            intern_pool_release(pool, again);
            intern_pool_release(pool, *slot);
            *slot = NULL;
        } else {
            *slot = below(w, 4) ? intern_pool_get(pool, text, n) : intern_pool_find(pool, text, n);
            demand(!*slot || strcmp(*slot, text) == 0, "a string is another");
            got += *slot != NULL;
            if (*slot && below(w, 4) == 0)
                intern_pool_release(pool, intern_pool_hold(*slot));
        }
    }
    for (size_t i = 0; i < HELD; i++)
        intern_pool_release(pool, held[i]);
    done += got;
    return NULL;
}

static void intern_begin(void) {
    pool = intern_pool_new(NULL);
    demand(pool, "out of memory");
}

static void intern_end(void) {
    demand(intern_pool_count(pool) == 0, "strings are left in the pool");
    intern_pool_free(pool);
}

static void *ledger_work(void *ctx) {
    Worker *w = ctx;
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Gomap *held[HELD] = {0};
    uint64_t made = 0;
    for (uint64_t i = 0; i < w->operations; i++) {
        Gomap **map = &held[below(w, HELD)];
        uint64_t key = below(w, 40);
        if (!*map) {
            demand(gomap_new(&type, 0, map) == GOMAP_OK, "out of memory");
            made++;
        } else if (below(w, 20) == 0) {
            gomap_free(*map);
            *map = NULL;
        } else {
            demand(gomap_put(*map, &key, &key) == GOMAP_OK, "out of memory");
        }
        if (w->index == 0 && i % 4096 == 0) {
            FILE *null = fopen("/dev/null", "w");
            demand(null && ledger_write_text(null) == LEDGER_OK, "no reading");
            fclose(null);
        }
    }
    for (size_t i = 0; i < HELD; i++)
        gomap_free(held[i]);
    done += made;
    return NULL;
}

static void ledger_begin(void) {
    demand(ledger_start(NULL) == LEDGER_OK, "the ledger does not start");
}

static uint64_t number(const json_t *ledger, const char *name) {
    return (uint64_t)json_integer_value(json_object_get(ledger, name));
}

static void ledger_end(void) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    demand(out && ledger_write_json(out) == LEDGER_OK, "no reading");
    fclose(out);
    json_t *ledger = json_loads(text, 0, NULL);
    demand(ledger, "no JSON");
    demand(number(ledger, "made") == done, "maps made are missing");
    demand(number(ledger, "freed") == done, "maps freed are missing");
    demand(json_array_size(json_object_get(ledger, "maps")) == 0, "maps are left");
    json_decref(ledger);
    free(text);
    ledger_stop();
}

enum { ALIVE = 0x600d, DEAD = 0xdead, SLOTS = 32 };

typedef struct Thing {
    int magic;
    struct Thing *other; // held, or NULL
} Thing;

// Each slot is guarded by its lock, the map by `map_lock`; the objects guard themselves.
typedef struct Slot {
    pthread_mutex_t lock;
    Weak *weak;
} Slot;

static Slot slots[SLOTS];
static pthread_mutex_t map_lock = PTHREAD_MUTEX_INITIALIZER;
static Gomap *things;
static atomic_uint_fast64_t things_made, things_ended, mistakes;

static void end_thing(void *object, void *ctx) {
    (void)ctx;
    Thing *thing = object;
    demand(thing->magic == ALIVE, "an object ends twice");
    thing->magic = DEAD;
    weak_release_for(thing->other, &thing->other);
    things_ended++;
}

static void count_mistake(const WeakReport *report, void *ctx) {
    (void)ctx;
    mistakes += report->event != WEAK_STILL_HELD && report->event != WEAK_RELEASED_LATER;
}

static void publish(Slot *slot, Thing *thing) {
    Weak *weak = weak_handle(thing);
    pthread_mutex_lock(&slot->lock);
    Weak *old = slot->weak;
    slot->weak = weak;
    pthread_mutex_unlock(&slot->lock);
    weak_drop(old);
}

static Thing *find_thing(Slot *slot) {
    pthread_mutex_lock(&slot->lock);
    Weak *weak = weak_keep(slot->weak);
    pthread_mutex_unlock(&slot->lock);
    Thing *thing = weak_get(weak);
    weak_drop(weak);
    demand(!thing || thing->magic == ALIVE, "a weak handle gave an object that has ended");
    return thing;
}

static Thing *new_thing(Worker *w) {
    Thing *thing = weak_new(sizeof *thing, &(WeakType){.name = "thing", .finalizer = end_thing});
    demand(thing, "out of memory");
    thing->magic = ALIVE;
    // Older objects only, so that there are no cycles.
    Thing *other = below(w, 4) ? NULL : find_thing(&slots[below(w, SLOTS)]);
    thing->other = weak_hold_for(other, &thing->other);
    weak_release(other);
    things_made++;
    return thing;
}

static void change_map(Worker *w, Thing *thing) {
    uint64_t key = below(w, 16);
    pthread_mutex_lock(&map_lock);
    if (thing)
        demand(gomap_put(things, &key, &thing) == GOMAP_OK, "no room in the map");
    else
        gomap_remove(things, &key);
    pthread_mutex_unlock(&map_lock);
}

static void *weak_work(void *ctx) {
    Worker *w = ctx;
    Thing *held[HELD] = {0};
    for (uint64_t i = 0; i < w->operations; i++) {
        Thing **mine = &held[below(w, HELD)];
        Slot *slot = &slots[below(w, SLOTS)];
        if (*mine && below(w, 8) == 0)
            change_map(w, below(w, 2) ? *mine : NULL);
        if (*mine) {
            demand((*mine)->magic == ALIVE, "an object that is held has ended");
            weak_release(*mine);
            *mine = NULL;
        } else if (below(w, 4)) {
            *mine = find_thing(slot);
        } else {
            *mine = new_thing(w);
            publish(slot, *mine);
        }
    }
    for (size_t i = 0; i < HELD; i++)
        weak_release(held[i]);
    return NULL;
}

static void weak_begin(void) {
    weak_set_report(count_mistake, NULL);
    for (size_t i = 0; i < SLOTS; i++)
        pthread_mutex_init(&slots[i].lock, NULL);
    GomapType type = gomap_type_u64(0);
    weak_set_values(&type);
    demand(gomap_new(&type, 0, &things) == GOMAP_OK, "out of memory");
}

static void weak_begin_untracked(void) {
    demand(weak_set_tracking(false), "tracking cannot be changed");
    weak_begin();
}

static void weak_end(void) {
    gomap_free(things);
    demand(weak_find_cycles() == 0, "there are cycles");
    demand(weak_count() == 0, "objects are left");
    for (size_t i = 0; i < SLOTS; i++) {
        demand(!weak_get(slots[i].weak), "a handle gives an object after all have ended");
        weak_drop(slots[i].weak);
    }
    demand(things_made == things_ended, "not as many objects ended as were made");
    done += things_made;
    demand(mistakes == 0, "mistakes were told that nobody made");
}

typedef struct Workload {
    const char *name;
    void (*begin)(void);
    void *(*work)(void *worker);
    void (*end)(void);
} Workload;

static const Workload workloads[] = {{"intern", intern_begin, intern_work, intern_end},
                                     {"ledger", ledger_begin, ledger_work, ledger_end},
                                     {"weak", weak_begin, weak_work, weak_end},
                                     {"weak-untracked", weak_begin_untracked, weak_work, weak_end}};

static void run(const Workload *workload, size_t threads, uint64_t operations) {
    pthread_t thread[THREADS_MAX];
    Worker worker[THREADS_MAX];
    workload->begin();
    for (size_t i = 0; i < threads; i++) {
        worker[i] = (Worker){.random = i, .operations = operations / threads, .index = i};
        demand(pthread_create(&thread[i], NULL, workload->work, &worker[i]) == 0, "no thread");
    }
    for (size_t i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    workload->end();
    printf("%s: %zu threads, %llu operations, %llu things\n", workload->name, threads,
           (unsigned long long)operations, (unsigned long long)done);
}

int main(int argc, char **argv) {
    size_t threads = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    for (size_t i = 0; i < sizeof workloads / sizeof workloads[0]; i++) {
        if (threads < 1 || threads > THREADS_MAX || strcmp(argv[1], workloads[i].name) != 0)
            continue;
        run(&workloads[i], threads, strtoull(argv[3], NULL, 10));
        return 0;
    }
    fprintf(stderr, "usage: stress_tools intern|ledger|weak|weak-untracked THREADS OPERATIONS\n");
    return 2;
}
