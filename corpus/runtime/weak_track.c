// SPDX-License-Identifier: Apache-2.0

// The register of all objects, in parts by address, and the records of who holds each of them.
//
// A record is a holder and a place. One with a holder counts what the holder has there, and is free
// again when that is nothing. One without counts what was taken there since there were last no
// anonymous references, because which of them a release gives back cannot be known.
#include "tool_map.h"
#include "weak_core.h"

#include <pthread.h>
#include <string.h>

enum { PARTS = 16 };

typedef struct Part {
    pthread_mutex_t lock;
    Gomap *objects; // address to Weak *; NULL before the first
} Part;

static atomic_bool off;

#define CLOSED \
    { PTHREAD_MUTEX_INITIALIZER, NULL }
#define FOUR_CLOSED CLOSED, CLOSED, CLOSED, CLOSED
static Part parts[PARTS] = {FOUR_CLOSED, FOUR_CLOSED, FOUR_CLOSED, FOUR_CLOSED};

bool weak_track_on(void) {
    return !atomic_load_explicit(&off, memory_order_relaxed);
}

bool weak_set_tracking(bool on) {
    if (weak_count() != 0)
        return false;
    atomic_store_explicit(&off, !on, memory_order_relaxed);
    return true;
}

static Part *part_of(const void *object) {
    uint64_t mixed = (uint64_t)(uintptr_t)object * UINT64_C(0x9e3779b97f4a7c15);
    return &parts[mixed >> 60];
}

static bool add(Part *part, Weak *w) {
    uint64_t key = (uintptr_t)w->object;
    GomapType type = gomap_type_u64(sizeof w);
    if (!part->objects && tool_map_new(&type, &part->objects) != GOMAP_OK)
        return false;
    return gomap_put(part->objects, &key, &w) == GOMAP_OK;
}

bool weak_track_add(Weak *w) {
    Part *part = part_of(w->object);
    pthread_mutex_lock(&part->lock);
    bool added = add(part, w);
    pthread_mutex_unlock(&part->lock);
    return added;
}

void weak_track_remove(Weak *w) {
    uint64_t key = (uintptr_t)w->object;
    if (w->tracked)
        gomap_remove(part_of(w->object)->objects, &key);
}

Weak *weak_track_enter(const void *object) {
    if (!weak_track_on())
        return *((Weak *const *)object - 1);
    Part *part = part_of(object);
    uint64_t key = (uintptr_t)object;
    pthread_mutex_lock(&part->lock);
    Weak **w = gomap_find(part->objects, &key);
    return w ? *w : NULL;
}

void weak_track_leave(const void *object) {
    if (weak_track_on())
        pthread_mutex_unlock(&part_of(object)->lock);
}

void weak_track_lock(const Weak *w) {
    if (w->tracked)
        pthread_mutex_lock(&part_of(w->object)->lock);
}

void weak_track_unlock(const Weak *w) {
    if (w->tracked)
        pthread_mutex_unlock(&part_of(w->object)->lock);
}

static WeakHolder *record_of(Weak *w, const void *holder, const void *place) {
    WeakHolder *empty = NULL;
    for (size_t i = 0; i < WEAK_HOLDERS; i++) {
        WeakHolder *r = &w->records[i];
        if (!r->references && !empty)
            empty = r;
        if (r->references && r->holder == holder && r->trace.pc[0] == place)
            return r;
    }
    return empty;
}

void weak_track_take(Weak *w, const void *holder, const WeakTrace *trace) {
    if (!w->tracked)
        return;
    WeakHolder *r = record_of(w, holder, trace->pc[0]);
    if (r && !r->references)
        *r = (WeakHolder){.holder = holder, .trace = *trace};
    if (r)
        r->references++;
    if (!holder)
        w->anonymous++;
    else if (!r)
        w->unnoted++;
}

static void forget_anonymous(Weak *w) {
    for (size_t i = 0; i < WEAK_HOLDERS; i++) {
        if (!w->records[i].holder)
            w->records[i].references = 0;
    }
}

bool weak_track_give(Weak *w, const void *holder) {
    if (!w->tracked)
        return true;
    if (!holder) {
        if (!w->anonymous)
            return false;
        if (--w->anonymous == 0)
            forget_anonymous(w);
        return true;
    }
    for (size_t i = 0; i < WEAK_HOLDERS; i++) {
        WeakHolder *r = &w->records[i];
        if (r->references && r->holder == holder) {
            r->references--;
            return true;
        }
    }
    if (!w->unnoted)
        return false;
    w->unnoted--;
    return true;
}

void weak_track_lock_all(void) {
    for (size_t i = 0; i < PARTS; i++)
        pthread_mutex_lock(&parts[i].lock);
}

void weak_track_unlock_all(void) {
    for (size_t i = 0; i < PARTS; i++)
        pthread_mutex_unlock(&parts[i].lock);
}

size_t weak_track_len(void) {
    size_t len = 0;
    for (size_t i = 0; i < PARTS; i++)
        len += gomap_len(parts[i].objects);
    return len;
}

void weak_track_each(void (*visit)(Weak *w, void *ctx), void *ctx) {
    for (size_t i = 0; i < PARTS; i++) {
        GomapIter it;
        for (gomap_iter_init(&it, parts[i].objects); gomap_iter_next(&it);)
            visit(*(Weak **)it.value, ctx);
    }
}
