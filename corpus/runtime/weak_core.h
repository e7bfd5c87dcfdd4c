// SPDX-License-Identifier: Apache-2.0

// The parts of weak.h among each other. An object is two allocations: its bytes, with a pointer to
// its handle in front of them, and the handle, which has the counts and lives longer.
//
// Invariants:
// 1. `strong` is the number of references and two flags. It never goes from 1 to 0 without
//    ENDING: the last reference given back sets ENDING instead, and its 1 is then that of the
//    finalizer, which is given back after it. Whoever makes the count 0 frees the object.
// 2. weak_get adds only to a count that is not 0 and without flags, in one exchange. So it never
//    revives an object whose end has begun.
// 3. ENDED is set with the first ENDING and stays: an object that its finalizer let live on is
//    strong, but its handle gives NULL for ever.
// 4. `handles` is the number of uses of the handle, and one for the object until that is freed.
// 5. With tracking, a part of the register holds exactly the objects that are not freed, and its
//    lock is held during each change of `strong`, of the records and of the finalizer. So an
//    object that was found in the register is not freed before the lock is given back.
// 6. No hook, finalizer or allocator's free is called with a lock held.
// 7. The sum of what the records say, `anonymous` and `unnoted` is the count, but for the reference
//    of invariant 1 while ENDING.
#ifndef MAPLEAK_RUNTIME_WEAK_CORE_H
#define MAPLEAK_RUNTIME_WEAK_CORE_H

#include "weak.h"

#include <stdatomic.h>

#define WEAK_ENDING (UINT64_C(1) << 63) // the finalizer is due or runs
#define WEAK_ENDED (UINT64_C(1) << 62)  // the handle gives NULL
#define WEAK_COUNT (WEAK_ENDED - 1)     // mask

struct Weak {
    atomic_uint_fast64_t strong; // references and flags
    atomic_size_t handles;
    void *object; // kept after its end, to tell which it was
    size_t size;  // bytes, as asked for
    WeakType type;
    bool tracked;
    atomic_bool told;  // WEAK_STILL_HELD
    Weak *next_ending; // in the queue of the thread that ends it
    WeakTrace ended;   // where the last reference was given back
    const void *made;  // place of weak_new
    uint64_t serial;   // in the order of making
    size_t anonymous;  // references without a holder, tracked only
    size_t unnoted;    // references with a holder for which no record was free
    WeakHolder records[];
};

static inline size_t weak_count_of(const Weak *w) {
    return (size_t)(atomic_load_explicit(&w->strong, memory_order_relaxed) & WEAK_COUNT);
}

// weak.c: gives back one use of a handle.
void weak_let_go(Weak *w);
// The calls of the same names, with the place; `remove` is a release that tells who else holds.
void *weak_hold_at(void *object, const void *holder, const WeakTrace *at);
void weak_release_at(void *object, const void *holder, const WeakTrace *at);
void weak_remove_at(void *object, const void *holder, const WeakTrace *at);

// weak_track.c: the register. False from `add`: out of memory.
bool weak_track_on(void);
bool weak_track_add(Weak *w);
void weak_track_remove(Weak *w); // within enter and leave

// The handle of an object, with the lock of its part of the register; NULL: no such object. To be
// followed by a leave in either case. Without tracking, what stands in front of the object.
Weak *weak_track_enter(const void *object);
void weak_track_leave(const void *object);

// The lock of the object's part, if it is tracked; counts as enter and leave.
void weak_track_lock(const Weak *w);
void weak_track_unlock(const Weak *w);

// Within enter and leave: notes one reference more, or one less; false if `holder` has none.
void weak_track_take(Weak *w, const void *holder, const WeakTrace *trace);
bool weak_track_give(Weak *w, const void *holder);

// Locks all parts, and between that and unlocking them tells how many objects there are and calls
// `visit` for each.
void weak_track_lock_all(void);
void weak_track_unlock_all(void);
size_t weak_track_len(void);
void weak_track_each(void (*visit)(Weak *w, void *ctx), void *ctx);

// weak_report.c: a report of the object as it is now, within enter and leave; `w` may be NULL.
WeakReport weak_report_of(WeakEvent event, const void *object, const Weak *w, const WeakTrace *at);
// Calls the hook.
void weak_report_tell(const WeakReport *report);

#endif
