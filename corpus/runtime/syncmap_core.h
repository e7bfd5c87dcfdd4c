// SPDX-License-Identifier: Apache-2.0

// The two parts of a Syncmap, and how what readers may still see is released.
//
// The read part is a Gomap that nobody writes, so anybody may search it. It maps keys to entries,
// and an entry holds one atomic pointer to a box with the value: storing, replacing and deleting
// under a key that is there is one exchange of that pointer. New keys go to the dirty part, a
// second Gomap under the mutex, which has all live entries of the read part too; it takes the place
// of the read part when enough look-ups missed. With "a" and "b" readable, "b" deleted, "c" new:
//
//     read  --> Part { "a" -> entry 1, "b" -> entry 2 }  amended
//     dirty --> Part { "a" -> entry 1, "c" -> entry 3 }
//     entry 1 -> box(va)   entry 2 -> EXPUNGED   entry 3 -> box(vc)
//
// The two parts (syncmap_check checks 1 to 4):
// 1. Whether there is a dirty part is the `amended` of the read part, except inside the lock.
// 2. An entry of the read part is in the dirty part, if there is one, unless it is EXPUNGED. None
// is
//    EXPUNGED without a dirty part.
// 3. EXPUNGED is set and taken away under the lock only. While an entry is not EXPUNGED, its box
//    pointer may change without the lock; a NULL box is a deleted entry.
// 4. An EXPUNGED entry is in the list of its read part, once. That list may also hold entries that
//    came back to life.
// 5. The Gomap of a part is written only before the part is published, under the lock.
// 6. `amended` of a part goes from false to true while it is the read part, and never back, but for
//    the part `nothing`, which is set back after it became the read part again. So who sees it
//    false knows that the keys he did not find in the part were absent at some moment of his call.
// 7. What can fail comes before the first change that can be seen. Deleting, clearing and promoting
//    need no memory.
//
// Release. Boxes, entries and parts are objects. An object is *linked* while a thread that starts
// at `read` or in the lock can reach it. All operations named here are sequentially consistent, S
// is their order, and eras are the values of a counter that only grows.
// 8. `born` of an object is read from the counter before the object is linked where sections look.
//    That of a part is not less than those of the entries in it.
// 9. An object is retired after it was unlinked for good: `retired` is read from the counter, then
//    the object is put on the list. It is never linked again.
// 10. A section reads the counter, claims a slot by making `first` that era (from 0), and sets it
//    back to 0 when it is left (a release is enough). `last` (or `first`, if larger) only grows
//    meanwhile; what an earlier section left there can only hold more.
// 11. A section takes a pointer to an object from a shared place only as syncmap_covers says: load
//    the pointer, then read the counter, and if that is not the era which the slot already showed
//    before the load, raise `last` to it and load again.
// 12. A collector takes objects from the list, then reads each slot, `first` before `last`, and
//    frees an object only if no slot shows first <= retired and born <= last.
// Claim: an object that a section took is not freed while the section is open. Let W be the write
// by which the slot showed (first, last) before the load L that gave the object, so W < L in S.
//    - born <= last: the object was linked before L, so its `born` was read before, and the counter
//      read `last` after L (11).
//    - first <= retired: it was linked at L, so `retired` was read after L (9); `first` was read
//      before.
//    - If a collector that has the object read the slot before W, then the unlinking < that read
//      < W < L, and L could not have found the object. So it read what W wrote, or something later:
//      of this section, and then the object is held, or of another, and then this one was left.
// What is found inside a part that a section took needs no step of its own: an entry of a part is
// born before it (8), and is retired after it, since the entry is linked as long as the part is.
// Boxes change while their part stays, so each is taken by 11. What is found under the lock in the
// dirty part is used only until the lock is given back, and there too boxes are taken by 11.
// 13. Sections without a slot are counted in `crowd`; a collector that finds it above 0 after it
//    took the list frees nothing. That is a slot which shows all eras; the claim holds as above.
// 14. `waiting` is at least the weight of the list and of what was held last. A call that finds it
//    at `limit` (2 x held last + SYNCMAP_BATCH) collects before it returns, one thread at a time.
// 15. The counter advances with each collection, for each part that is published and after it is
//    retired, and after ERA_LENGTH objects were made or retired. So a section holds, besides what
//    was linked between its entering and its last call, what was retired or made in the rest of
//    those two eras: ERA_LENGTH objects each, and no part.
//
// Not handled: fairness. A loop of 11 or of a compare-and-exchange goes on as long as others make
// progress.
#ifndef MAPLEAK_RUNTIME_SYNCMAP_CORE_H
#define MAPLEAK_RUNTIME_SYNCMAP_CORE_H

#include "syncmap.h"

#include <pthread.h>
#include <stdatomic.h>

typedef enum ObjectKind { OBJECT_BOX, OBJECT_ENTRY, OBJECT_PART } ObjectKind;

typedef struct Object {
    struct Object *next; // in the list it is on
    uint64_t born;       // era
    uint64_t retired;    // era
    ObjectKind kind;
} Object;

typedef struct Box {
    Object object;
    void *value;
} Box;

typedef struct Entry {
    Object object; // `next`: in the list of expunged entries, before it is retired
    _Atomic(Box *) box;
    // the key, at ENTRY_HEAD
} Entry;

enum { ENTRY_ALIGN = _Alignof(max_align_t) };
#define ENTRY_HEAD ((sizeof(Entry) + ENTRY_ALIGN - 1) / ENTRY_ALIGN * ENTRY_ALIGN)

typedef struct Part {
    Object object;
    Gomap *map; // key bytes to Entry *; NULL: empty
    atomic_bool amended;
    Object *expunged; // entries, see 4
} Part;

// The first 16 bytes are written by one thread; 64 of them are the usual cache line.
typedef struct SyncmapSlot {
    atomic_ullong first; // era, 0: free
    atomic_ullong last;  // era
    unsigned char padding[48];
} Slot;

struct Syncmap {
    GomapType type;
    GomapType inner; // of the parts' maps
    size_t entry_size;

    _Atomic(Part *) read;
    atomic_ullong era;
    atomic_size_t crowd;
    Slot slots[SYNCMAP_SECTIONS];

    pthread_mutex_t lock;
    Part *dirty; // or NULL
    Part nothing;
    size_t misses;
    uint64_t promotions;

    _Atomic(Object *) retired;
    atomic_size_t waiting;
    atomic_size_t limit;
    atomic_size_t ticks; // objects made and retired so far
    pthread_mutex_t collecting;
    Object *held; // by sections, when last looked at; under `collecting`
};

#define EXPUNGED (&syncmap_expunged)
extern Box syncmap_expunged;

static inline bool is_live(const Box *box) {
    return box && box != EXPUNGED;
}

static inline void *key_of(Entry *entry) {
    return (unsigned char *)entry + ENTRY_HEAD;
}

static inline Entry *entry_in(const Part *part, const void *key) {
    Entry **slot = gomap_find(part->map, key);
    return slot ? *slot : NULL;
}

// Invariant 11: true if a pointer just loaded may be used, false if it is to be loaded again.
static inline bool syncmap_covers(SyncmapSection *section) {
    if (!section->slot)
        return true;
    uint64_t era = atomic_load(&section->map->era);
    if (era == section->last)
        return true;
    section->last = era;
    atomic_store(&section->slot->last, era);
    return false;
}

static inline Part *load_part(SyncmapSection *section) {
    Part *part;
    do
        part = atomic_load(&section->map->read);
    while (!syncmap_covers(section));
    return part;
}

static inline Box *load_box(SyncmapSection *section, Entry *entry) {
    Box *box;
    do
        box = atomic_load(&entry->box);
    while (!syncmap_covers(section));
    return box;
}

// syncmap_guard.c: sections, and the release of what was retired.

// Begins a new era, and gives it.
uint64_t syncmap_guard_next_era(Syncmap *map);

// Counts an object that was made or retired, and after some of them begins a new era.
void syncmap_guard_tick(Syncmap *map);

// Puts an object that was just unlinked for good on the list.
void syncmap_guard_retire(Syncmap *map, Object *object);

// Collects if it is time to. Not under the lock: release hooks run here.
void syncmap_guard_collect_if_due(Syncmap *map);

// syncmap_part.c: objects and parts. All but the first two are called under the lock.

// Makes a box for the caller's value, by the copy hook if there is one. NULL: no memory.
Box *syncmap_part_box(Syncmap *map, void *value);

// Gives back a box whose value the map did not take: a copy is released, the caller's is not.
void syncmap_part_unbox(Syncmap *map, Box *box);

// Ends the life of an object, with the hooks.
void syncmap_part_release(Syncmap *map, Object *object);

// What an object counts in `waiting`.
size_t syncmap_part_weight(const Object *object);

// The entry of `key`, not EXPUNGED and in the dirty part unless that needs not be: found, brought
// back, or made, with a NULL box. `*missed`: it was found in the dirty part only. NULL: no memory.
Entry *syncmap_part_entry(Syncmap *map, const void *key, bool *missed);

// Counts a call that did not find its key in the read part, and promotes if they are many.
void syncmap_part_miss(Syncmap *map);

// Makes the dirty part the read part, if there is one.
void syncmap_part_promote(Syncmap *map);

// Empties the map.
void syncmap_part_clear(Syncmap *map);

#endif
