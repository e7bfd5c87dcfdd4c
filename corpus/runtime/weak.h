// SPDX-License-Identifier: Apache-2.0

// Objects with counted strong references, weak handles to them that can lie in maps, finalizers,
// and the answer to the question who still holds a value that was removed.
//
//     Session *s = weak_new(sizeof *s, &(WeakType){.name = "session", .finalizer = end_session});
//     GomapType type = gomap_type_u64(0);
//     weak_set_values(&type);                             // the map holds a reference of its own
//     gomap_put(sessions, &id, &s);
//     weak_release(s);                                    // the map's is the only one
//     ...
//     gomap_remove(sessions, &id);                        // the end of the session, or a report:
//
//     weak: a session (64 bytes, made at accept_one server.c:40) is still held after its removal
//       from a map at logout server.c:97: by 1
//         1 reference taken at start_timer timer.c:12
//
// Words. A *holder* is the address where a reference is kept, a field of an object as a rule:
// weak_hold_for(s, &timer->session). References of a named holder are told exactly, and make cycles
// visible; of anonymous ones (weak_hold) only the places that took some since there were none. The
// *place* of a call is the address behind it; symbol_text names it.
//
// The end. The last strong reference ends an object: its finalizer runs in that thread, then its
// memory is freed. Weak handles give NULL from the moment on when the finalizer is due. Objects
// that a finalizer releases end after it, one after the other, so a long chain needs no stack.
//
// Mistakes are told to a hook as a WeakReport, and the call that made one does nothing. With
// tracking on (the default) every object is in a register, so that a reference given back too often
// is seen even though the memory is gone. LIMIT: not if a new object got the same address.
// LIMIT: where a call is the last thing that a function does, compilers make it a jump, and its
// place is that of the function's caller. LIMIT: a finalizer must come back (no longjmp, no
// pthread_exit).
//
// Threads: all calls may be made from any thread, also on the same object, but for weak_set_report
// and weak_set_tracking. The register is divided into parts with a lock each; without tracking
// there are only atomic counts.
#ifndef MAPLEAK_RUNTIME_WEAK_H
#define MAPLEAK_RUNTIME_WEAK_H

#include "runtime/gomap.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

// Is called with the object when its last strong reference is gone, before its memory is freed. It
// may use every call of this header. A weak_hold of the object itself makes it live on, see
// WEAK_RESURRECTED; its own references to others are to be released here.
typedef void WeakFinalizer(void *object, void *ctx);

typedef struct WeakType {
    const char *name;         // in reports; NULL: "object". Must outlive the objects
    WeakFinalizer *finalizer; // NULL: none
    void *ctx;                // for the finalizer
    GomapAllocator allocator; // of the object and its weak handle; all NULL: malloc and free
} WeakType;

// ---- strong references ----

// Makes an object of `size` zero bytes, aligned for max_align_t, with one reference for the caller.
// `type` is copied; NULL is the empty one. NULL: out of memory. O(1).
void *weak_new(size_t size, const WeakType *type);

// One reference more; returns `object`. NULL gives NULL. The caller holds one already.
void *weak_hold(void *object);
void *weak_hold_for(void *object, const void *holder);

// One reference less, of the same holder; the last one ends the object. NULL does nothing.
void weak_release(void *object);
void weak_release_for(void *object, const void *holder);

// Sets the finalizer, or with NULL removes it. False, and WEAK_FINALIZER_TWICE: there is one. The
// caller holds a reference. Within the finalizer, for an object that is to live on, it sets a new
// one.
bool weak_set_finalizer(void *object, WeakFinalizer *finalizer, void *ctx);

// ---- weak handles ----

typedef struct Weak Weak;

// A weak handle to an object that the caller holds: the same one for the same object, to be given
// back with weak_drop. It keeps some memory alive, but not the object.
Weak *weak_handle(void *object);

// One use more of a handle; returns it. NULL gives NULL.
Weak *weak_keep(Weak *handle);
void weak_drop(Weak *handle); // NULL does nothing

// A strong reference to the handle's object, to be released, or NULL if it has ended.
void *weak_get(Weak *handle);
void *weak_get_for(Weak *handle, const void *holder);

// ---- in maps ----

// Hooks for keys or values that are pointers to objects (void *). The map takes a reference of its
// own and gives it back when the entry is removed or replaced, or the map cleared or freed; if
// others are left then, WEAK_STILL_HELD is told. The holder is `ctx`, or if that is NULL one that
// all such maps share. To insert an object that has ended gives GOMAP_NO_MEMORY.
bool weak_value_copy(void *dst, const void *src, void *ctx);
void weak_value_release(void *object, void *ctx);

// Hooks for keys or values that are weak handles (Weak *): each use is counted.
bool weak_handle_copy(void *dst, const void *src, void *ctx);
void weak_handle_release(void *object, void *ctx);

// Gives a type values that are pointers to objects, or weak handles.
void weak_set_values(GomapType *type);
void weak_set_handle_values(GomapType *type);

// ---- reports ----

typedef enum WeakEvent {
    WEAK_STILL_HELD,         // the map's reference is gone, others are not
    WEAK_RELEASED_LATER,     // such a value: now it has ended
    WEAK_NEVER_RELEASED,     // such a value: it has not ended when the process does
    WEAK_CYCLE,              // held only by objects that are held only by each other
    WEAK_FINALIZER_TWICE,    // a finalizer is set and there is one; it stays
    WEAK_RESURRECTED,        // the finalizer left a reference: the object lives on, without it
    WEAK_RELEASED_ITSELF,    // the finalizer released its own object, which ends anyway
    WEAK_RELEASED_TOO_OFTEN, // the object has ended, or this holder has no reference to it
    WEAK_HELD_TOO_LATE,      // a reference was asked for after the end
} WeakEvent;

enum {
    WEAK_DEPTH = 10,  // return addresses of a trace
    WEAK_HOLDERS = 6, // places that are kept of an object
};

// Return addresses, the innermost first; NULL behind the last.
typedef struct WeakTrace {
    const void *pc[WEAK_DEPTH];
} WeakTrace;

typedef struct WeakHolder {
    const void *holder; // NULL: anonymous
    WeakTrace trace;    // of the call that took the first reference there
    size_t references;  // held now; of anonymous ones, taken at this place since there were none
} WeakHolder;

typedef struct WeakReport {
    WeakEvent event;
    const void *object; // its address; it may have ended
    const char *name;   // NULL: not known any more
    size_t size;        // bytes
    const void *made;   // place of weak_new
    WeakTrace at;       // where it happened; empty at exit
    size_t references;  // strong ones after the event
    size_t anonymous;   // of them
    size_t unnoted;     // of them, for which there was no room
    size_t holder_count;
    WeakHolder holders[WEAK_HOLDERS];
} WeakReport;

// Is called in the thread of the event, without a lock, but for a removal in the middle of the
// map's operation: it must not use that map.
typedef void WeakReportHook(const WeakReport *report, void *ctx);

// NULL restores the default, weak_write_report on standard error. To be set before there are
// threads.
void weak_set_report(WeakReportHook *hook, void *ctx);

// Writes a report as text, with functions, files and lines.
void weak_write_report(const WeakReport *report, FILE *out);

// A short English phrase for an event, never NULL, static.
const char *weak_event_text(WeakEvent event);

// Looks at all objects and tells WEAK_CYCLE for each that nobody outside reaches. Only holders that
// lie in an object count as inside, so an anonymous reference hides a cycle, and no object is told
// wrongly. The number of them; SIZE_MAX: out of memory. 0 without tracking. O(n log n).
size_t weak_find_cycles(void);

// Objects that have not ended. O(1).
size_t weak_count(void);

// When the process exits, WEAK_NEVER_RELEASED and WEAK_CYCLE are told by themselves.

// Without tracking there are no places, no cycles, no exit, and a reference given back too often is
// as bad as a second free. False if there are objects. To be called before there are threads.
bool weak_set_tracking(bool on);

#ifdef __cplusplus
}
#endif

#endif
