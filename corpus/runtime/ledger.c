// SPDX-License-Identifier: Apache-2.0

// Records the life of maps: two tables under one lock, live maps by address and places by address
// in the code. A reading copies both while the lock keeps maps from being freed, and is sorted,
// named and written without it.
//
// Invariants, under `lock`:
// 1. `running` iff both tables are there.
// 2. A map in `maps` has not been freed: gomap_free waits for `lock` in note_freed before it frees.
// 3. A place's made - freed is the number of its maps in `maps`.
// 4. The tables are instruments' maps, so that a change of them records nothing.
#include "ledger_reading.h"

#include "allocator.h"
#include "tool_map.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool observing; // the observer is set, for good
static bool running;
static LedgerOptions options;
static pid_t starter;
static Gomap *maps;   // address of a map to its serial number
static Gomap *places; // address in the code to LedgerPlace, whose last three members stay 0
static uint64_t serials;
static uint64_t unrecorded;

static LedgerPlace *place_for(const void *address) {
    uint64_t key = (uintptr_t)address;
    void *slot;
    if (gomap_assign(places, &key, &slot) != GOMAP_OK)
        return NULL;
    LedgerPlace *place = slot;
    place->place = address;
    return place;
}

static void record(const Gomap *map) {
    GomapStats stats;
    gomap_stats(map, &stats);
    uint64_t key = (uintptr_t)map;
    uint64_t serial = serials + 1;
    LedgerPlace *place = place_for(stats.place);
    if (!place || gomap_put(maps, &key, &serial) != GOMAP_OK) {
        unrecorded++;
        return;
    }
    serials = serial;
    if (!place->made++)
        place->serial = serial;
    uint64_t live = place->made - place->freed;
    if (live > place->most_live)
        place->most_live = live;
}

static void add_lost(LedgerPlace *place, const GomapStats *stats) {
    place->overwritten += stats->overwritten;
    place->dropped += stats->dropped;
    if (stats->peak > place->peak)
        place->peak = stats->peak;
}

static void strike_off(const Gomap *map) {
    uint64_t key = (uintptr_t)map;
    if (!gomap_remove(maps, &key))
        return;
    GomapStats stats;
    gomap_stats(map, &stats);
    uint64_t place_key = (uintptr_t)stats.place;
    LedgerPlace *place = gomap_find(places, &place_key);
    place->freed++;
    add_lost(place, &stats);
}

static void note_made(const Gomap *map, void *ctx) {
    (void)ctx;
    if (tool_map_is(map))
        return;
    pthread_mutex_lock(&lock);
    if (running)
        record(map);
    pthread_mutex_unlock(&lock);
}

static void note_freed(const Gomap *map, void *ctx) {
    (void)ctx;
    if (tool_map_is(map))
        return;
    pthread_mutex_lock(&lock);
    if (running)
        strike_off(map);
    pthread_mutex_unlock(&lock);
}

static bool open_tables(void) {
    GomapType map_type = gomap_type_u64(sizeof(uint64_t));
    GomapType place_type = gomap_type_u64(sizeof(LedgerPlace));
    map_type.allocator = place_type.allocator = options.allocator;
    if (tool_map_new(&map_type, &maps) != GOMAP_OK)
        return false;
    if (tool_map_new(&place_type, &places) == GOMAP_OK)
        return true;
    gomap_free(maps);
    maps = NULL;
    return false;
}

static LedgerStatus start(const LedgerOptions *wanted) {
    static const GomapObserver observer = {.made = note_made, .freed = note_freed};
    if (running)
        return LEDGER_RUNNING;
    options = *wanted;
    if (!open_tables())
        return LEDGER_NO_MEMORY;
    if (!observing && !gomap_observe(&observer)) {
        gomap_free(maps);
        gomap_free(places);
        return LEDGER_NO_ROOM;
    }
    observing = true;
    running = true;
    starter = getpid();
    serials = 0;
    unrecorded = 0;
    return LEDGER_OK;
}

LedgerStatus ledger_start(const LedgerOptions *wanted) {
    pthread_mutex_lock(&lock);
    LedgerStatus status = start(wanted ? wanted : &(LedgerOptions){0});
    pthread_mutex_unlock(&lock);
    return status;
}

void ledger_stop(void) {
    pthread_mutex_lock(&lock);
    running = false;
    gomap_free(maps);
    gomap_free(places);
    maps = NULL;
    places = NULL;
    pthread_mutex_unlock(&lock);
}

static void read_map(LedgerReading *r, const Gomap *map, uint64_t serial) {
    LedgerMap *m = &r->maps[r->map_count++];
    m->serial = serial;
    gomap_stats(map, &m->stats);
}

static void copy_tables(LedgerReading *r) {
    GomapIter it;
    for (gomap_iter_init(&it, maps); gomap_iter_next(&it);) {
        uintptr_t address = (uintptr_t) * (const uint64_t *)it.key;
        read_map(r, (const Gomap *)address, *(const uint64_t *)it.value);
    }
    for (gomap_iter_init(&it, places); gomap_iter_next(&it);) {
        const LedgerPlace *place = it.value;
        if (place->made)
            r->places[r->place_count++] = *place;
    }
}

static size_t maps_size(const Gomap *table) {
    return (gomap_len(table) + 1) * sizeof(LedgerMap);
}

static size_t places_size(const Gomap *table) {
    return (gomap_len(table) + 1) * sizeof(LedgerPlace);
}

static LedgerStatus read_tables(LedgerReading *r) {
    if (!running)
        return LEDGER_STOPPED;
    r->allocator = options.allocator;
    r->maps_size = maps_size(maps);
    r->places_size = places_size(places);
    r->maps = allocator_take(&r->allocator, r->maps_size);
    r->places = allocator_take(&r->allocator, r->places_size);
    if (!r->maps || !r->places)
        return LEDGER_NO_MEMORY;
    memset(r->maps, 0, r->maps_size);
    r->unrecorded = unrecorded;
    copy_tables(r);
    return LEDGER_OK;
}

LedgerStatus ledger_read(LedgerReading *r) {
    pthread_mutex_lock(&lock);
    LedgerStatus status = read_tables(r);
    pthread_mutex_unlock(&lock);
    return status;
}

const char *ledger_status_text(LedgerStatus status) {
    switch (status) {
    case LEDGER_OK:
        return "success";
    case LEDGER_NO_MEMORY:
        return "out of memory";
    case LEDGER_RUNNING:
        return "the ledger is started already";
    case LEDGER_STOPPED:
        return "the ledger is not started";
    case LEDGER_NO_ROOM:
        return "too many observers of maps";
    case LEDGER_WRITE_FAILED:
        return "the file cannot be written";
    }
    return "unknown status";
}

static bool ends_in(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static LedgerStatus write_file(const char *path) {
    if (strcmp(path, "-") == 0)
        return ledger_write_text(stderr);
    FILE *out = fopen(path, "w");
    if (!out)
        return LEDGER_WRITE_FAILED;
    LedgerStatus status = ends_in(path, ".json") ? ledger_write_json(out) : ledger_write_text(out);
    if (fclose(out) != 0 && status == LEDGER_OK)
        status = LEDGER_WRITE_FAILED;
    return status;
}

// The first of all constructors and the last of all destructors, to miss as few maps as can be.
__attribute__((constructor(101))) static void start_by_environment(void) {
    const char *path = getenv("GOMAP_LEDGER");
    if (!path || !*path)
        return;
    LedgerStatus status = ledger_start(&(LedgerOptions){.at_exit = path});
    if (status != LEDGER_OK)
        fprintf(stderr, "ledger: GOMAP_LEDGER=%s: %s\n", path, ledger_status_text(status));
}

// NULL: there is nothing to write. A forked child would overwrite its parent's file.
static const char *path_at_exit(void) {
    pthread_mutex_lock(&lock);
    const char *path = running && starter == getpid() ? options.at_exit : NULL;
    pthread_mutex_unlock(&lock);
    return path;
}

__attribute__((destructor(101))) static void write_at_exit(void) {
    const char *path = path_at_exit();
    if (!path)
        return;
    errno = 0;
    LedgerStatus status = write_file(path);
    if (status == LEDGER_OK)
        return;
    bool told = status == LEDGER_WRITE_FAILED && errno;
    fprintf(stderr, "ledger: %s: %s\n", path, told ? strerror(errno) : ledger_status_text(status));
}
