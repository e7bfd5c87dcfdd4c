// SPDX-License-Identifier: Apache-2.0

// The life of an object: made, held, given back, ended. See weak_core.h for the invariants.
//
// A thread that ends an object puts it in a queue of its own, and works that off unless it is at it
// already: what a finalizer releases ends after the finalizer. A list of a million objects, each
// held by the one before, so needs no more stack than one.
#include "weak_core.h"

#include "allocator.h"

#include <stdalign.h>
#include <string.h>

enum { ALIGN = alignof(max_align_t) };

// In front of the object's bytes, as long as an alignment; its last member is the handle.
typedef struct Prefix {
    alignas(max_align_t) Weak *handle[ALIGN / sizeof(Weak *)];
} Prefix;

static atomic_size_t objects;
static atomic_uint_fast64_t serials;

// Of this thread: the queue, whether it is worked off, and the object whose finalizer runs.
static _Thread_local Weak *first_ending;
static _Thread_local Weak *last_ending;
static _Thread_local bool at_work;
static _Thread_local Weak *finalized;

size_t weak_count(void) {
    return atomic_load_explicit(&objects, memory_order_relaxed);
}

static size_t handle_size(bool tracked) {
    return sizeof(Weak) + (tracked ? WEAK_HOLDERS * sizeof(WeakHolder) : 0);
}

// The place of a call of this header.
#define CALLER ((WeakTrace){{__builtin_return_address(0)}})

void weak_let_go(Weak *w) {
    if (atomic_fetch_sub_explicit(&w->handles, 1, memory_order_acq_rel) != 1)
        return;
    GomapAllocator allocator = w->type.allocator;
    allocator_give(allocator, w, handle_size(w->tracked));
}

static Weak *new_handle(size_t size, const WeakType *type) {
    bool tracked = weak_track_on();
    Weak *w = allocator_take(&type->allocator, handle_size(tracked));
    if (!w)
        return NULL;
    memset(w, 0, handle_size(tracked));
    atomic_init(&w->strong, 1);
    atomic_init(&w->handles, 1);
    atomic_init(&w->told, false);
    w->size = size;
    w->type = *type;
    if (!w->type.name)
        w->type.name = "object";
    w->tracked = tracked;
    w->serial = atomic_fetch_add_explicit(&serials, 1, memory_order_relaxed);
    return w;
}

static void *new_object(Weak *w) {
    size_t size = sizeof(Prefix) + w->size;
    Prefix *prefix = allocator_take(&w->type.allocator, size);
    if (!prefix)
        return NULL;
    memset(prefix, 0, size);
    prefix->handle[ALIGN / sizeof(Weak *) - 1] = w;
    return prefix + 1;
}

static void free_object(Weak *w) {
    allocator_give(w->type.allocator, (Prefix *)w->object - 1, sizeof(Prefix) + w->size);
}

void *weak_new(size_t size, const WeakType *type) {
    WeakTrace place = CALLER;
    if (size > PTRDIFF_MAX - sizeof(Prefix))
        return NULL;
    Weak *w = new_handle(size, type ? type : &(WeakType){0});
    if (!w)
        return NULL;
    w->object = new_object(w);
    w->made = place.pc[0];
    weak_track_take(w, NULL, &place);
    if (w->object && w->tracked && !weak_track_add(w)) {
        free_object(w);
        w->object = NULL;
    }
    void *object = w->object;
    if (object)
        atomic_fetch_add_explicit(&objects, 1, memory_order_relaxed);
    else
        weak_let_go(w);
    return object;
}

static void tell(WeakEvent event, const void *object, const WeakTrace *at) {
    Weak *w = weak_track_enter(object);
    WeakReport report = weak_report_of(event, object, w, at);
    weak_track_leave(object);
    weak_report_tell(&report);
}

void *weak_hold_at(void *object, const void *holder, const WeakTrace *at) {
    if (!object)
        return NULL;
    Weak *w = weak_track_enter(object);
    if (w) {
        atomic_fetch_add_explicit(&w->strong, 1, memory_order_relaxed);
        weak_track_take(w, holder, at);
    }
    weak_track_leave(object);
    if (w)
        return object;
    tell(WEAK_HELD_TOO_LATE, object, at);
    return NULL;
}

void *weak_hold(void *object) {
    return weak_hold_at(object, NULL, &CALLER);
}

void *weak_hold_for(void *object, const void *holder) {
    return weak_hold_at(object, holder, &CALLER);
}

// Frees an object whose count is 0 and that is not in the register any more.
static void free_ended(Weak *w) {
    WeakReport report = weak_report_of(WEAK_RELEASED_LATER, w->object, w, &w->ended);
    bool told = atomic_load_explicit(&w->told, memory_order_relaxed);
    free_object(w);
    atomic_fetch_sub_explicit(&objects, 1, memory_order_relaxed);
    if (told)
        weak_report_tell(&report);
    weak_let_go(w);
}

static void run_finalizer(Weak *w) {
    WeakFinalizer *finalizer = w->type.finalizer;
    w->type.finalizer = NULL;
    if (!finalizer)
        return;
    finalized = w;
    finalizer(w->object, w->type.ctx);
    finalized = NULL;
}

// Runs the finalizer and gives its reference back (invariant 1).
static void end_object(Weak *w) {
    run_finalizer(w);
    weak_track_lock(w);
    uint64_t strong = atomic_load_explicit(&w->strong, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&w->strong, &strong, (strong & ~WEAK_ENDING) - 1,
                                                  memory_order_acq_rel, memory_order_relaxed))
        ;
    bool last = (strong & WEAK_COUNT) == 1;
    if (last) {
        weak_track_remove(w);
        weak_track_unlock(w);
        free_ended(w);
        return;
    }
    WeakReport report = weak_report_of(WEAK_RESURRECTED, w->object, w, &w->ended);
    report.references = (size_t)(strong & WEAK_COUNT) - 1;
    weak_track_unlock(w);
    weak_report_tell(&report);
}

static void end_in_turn(Weak *w) {
    w->next_ending = NULL;
    if (first_ending)
        last_ending->next_ending = w;
    else
        first_ending = w;
    last_ending = w;
    if (at_work)
        return;
    at_work = true;
    while ((w = first_ending)) {
        first_ending = w->next_ending;
        end_object(w);
    }
    at_work = false;
}

typedef enum Given { GIVEN, LAST, REFUSED } Given;

// Gives one reference back, unless the only one is that of the finalizer.
static Given give_back(Weak *w) {
    uint64_t strong = atomic_load_explicit(&w->strong, memory_order_relaxed);
    for (;;) {
        uint64_t count = strong & WEAK_COUNT;
        if (count == 0 || (count == 1 && strong & WEAK_ENDING))
            return REFUSED;
        uint64_t next = count == 1 ? strong | WEAK_ENDING | WEAK_ENDED : strong - 1;
        if (atomic_compare_exchange_weak_explicit(&w->strong, &strong, next, memory_order_acq_rel,
                                                  memory_order_relaxed))
            return count == 1 ? LAST : GIVEN;
    }
}

// Within enter and leave.
static Given give(Weak *w, const void *holder, const WeakTrace *at) {
    if (!w || !weak_track_give(w, holder))
        return REFUSED;
    Given given = give_back(w);
    if (given == LAST)
        w->ended = *at;
    return given;
}

static void refuse(const void *object, const WeakTrace *at) {
    bool own = finalized && finalized->object == object;
    tell(own ? WEAK_RELEASED_ITSELF : WEAK_RELEASED_TOO_OFTEN, object, at);
}

void weak_release_at(void *object, const void *holder, const WeakTrace *at) {
    if (!object)
        return;
    Weak *w = weak_track_enter(object);
    Given given = give(w, holder, at);
    weak_track_leave(object);
    if (given == LAST)
        end_in_turn(w);
    else if (given == REFUSED)
        refuse(object, at);
}

void weak_release(void *object) {
    weak_release_at(object, NULL, &CALLER);
}

void weak_release_for(void *object, const void *holder) {
    weak_release_at(object, holder, &CALLER);
}

void weak_remove_at(void *object, const void *holder, const WeakTrace *at) {
    if (!object)
        return;
    Weak *w = weak_track_enter(object);
    // Without tracking another thread may end the object once the reference is given back.
    if (w)
        weak_keep(w);
    Given given = give(w, holder, at);
    WeakReport report;
    if (given == GIVEN) {
        atomic_store_explicit(&w->told, true, memory_order_relaxed);
        report = weak_report_of(WEAK_STILL_HELD, object, w, at);
    }
    weak_track_leave(object);
    if (given == GIVEN)
        weak_report_tell(&report);
    else if (given == LAST)
        end_in_turn(w);
    else
        refuse(object, at);
    if (w)
        weak_let_go(w);
}

bool weak_set_finalizer(void *object, WeakFinalizer *finalizer, void *ctx) {
    Weak *w = weak_track_enter(object);
    bool set = w && !(finalizer && w->type.finalizer);
    if (set) {
        w->type.finalizer = finalizer;
        w->type.ctx = ctx;
    }
    weak_track_leave(object);
    if (!set)
        tell(w ? WEAK_FINALIZER_TWICE : WEAK_HELD_TOO_LATE, object, &CALLER);
    return set;
}

Weak *weak_handle(void *object) {
    if (!object)
        return NULL;
    Weak *w = weak_track_enter(object);
    weak_keep(w);
    weak_track_leave(object);
    if (!w)
        tell(WEAK_HELD_TOO_LATE, object, &CALLER);
    return w;
}

Weak *weak_keep(Weak *handle) {
    if (handle)
        atomic_fetch_add_explicit(&handle->handles, 1, memory_order_relaxed);
    return handle;
}

void weak_drop(Weak *handle) {
    if (handle)
        weak_let_go(handle);
}

// Invariant 2.
static bool upgrade(Weak *w) {
    uint64_t strong = atomic_load_explicit(&w->strong, memory_order_relaxed);
    while (strong & WEAK_COUNT && !(strong & (WEAK_ENDING | WEAK_ENDED))) {
        if (atomic_compare_exchange_weak_explicit(&w->strong, &strong, strong + 1,
                                                  memory_order_acquire, memory_order_relaxed))
            return true;
    }
    return false;
}

static void *get(Weak *handle, const void *holder, const WeakTrace *at) {
    if (!handle)
        return NULL;
    weak_track_lock(handle);
    bool strong = upgrade(handle);
    if (strong)
        weak_track_take(handle, holder, at);
    weak_track_unlock(handle);
    return strong ? handle->object : NULL;
}

void *weak_get(Weak *handle) {
    return get(handle, NULL, &CALLER);
}

void *weak_get_for(Weak *handle, const void *holder) {
    return get(handle, holder, &CALLER);
}
