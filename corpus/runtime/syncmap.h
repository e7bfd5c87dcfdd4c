// SPDX-License-Identifier: Apache-2.0

// A map for many threads with the design of Go's sync.Map (Go 1.9 to 1.23): keys that are there
// already are read, replaced and deleted without a lock. It is made for keys that are written once
// and read often, and for threads that work on different keys; where new keys come all the time,
// an Rwmap is as fast and smaller.
//
//     GomapType type = gomap_type_u64(sizeof(void *)); // a value is a pointer
//     type.value_release = free_session;               // gets a `Session **`
//     Syncmap *sessions;
//     if (syncmap_new(&type, &sessions) != GOMAP_OK)
//         return false;
//     if (syncmap_store(sessions, &id, session) != GOMAP_OK) ... // not taken
//
//     SyncmapSection section;
//     syncmap_enter(&section, sessions);
//     Session *found = syncmap_load(&section, &id);
//     if (found)
//         greet(found);
//     syncmap_leave(&section); // from here on `found` may be gone
//
// Sections. A value that another thread deletes is released only when nobody can see it any more.
// What a thread can see is what a section of it has given out: every call that gives out a value or
// a key wants a section, and what it gives out is valid until that section is left. Calls without a
// section give nothing out. A section belongs to one thread; a thread may have several, also inside
// each other. Entering and leaving take no lock and no memory. The map cannot be freed, and what
// waits for a section cannot be released, before it is left: keep sections short.
//
// Memory that waits. A section holds the entries, values and copies of the table that were in the
// map at some time from its entering to its last call, and up to SYNCMAP_BATCH / 8 + 2 objects from
// just before and after. Let H be what all open sections held when a call looked last. No more than
// 2 H + SYNCMAP_BATCH objects wait for their release, and what the calls under way have just
// replaced; a copy of the table counts as its number of entries + 1. So a section in which a thread
// sleeps does not hold what is stored meanwhile. The exception: while more than SYNCMAP_SECTIONS
// sections are open at once, those beyond hold all that was in the map since they were entered.
// Replaced values may wait as long as nobody calls; syncmap_collect releases them.
//
// Threads. All calls but syncmap_free may come from any number of threads at once. Each call on one
// key is linearisable: it seems to happen at one moment between its start and its end;
// syncmap_clear too. The hooks and the allocator are called on several threads at once; none may
// use the map. Copy hooks, and the release of a copy that was not needed after all, may run under
// the map's lock. What waited is released inside whatever call finds that it is time to, without a
// lock, possibly on a thread that is in a section.
//
// NULL maps have no entries; inserting returns GOMAP_NIL_MAP, everything else does nothing.
//
// Cost. Load, store, swap, delete and compare of a key that readers see without the lock: O(1)
// expected. A new key takes the lock, and the first one after a promotion copies the table, O(n);
// so does a look-up of an absent key take the lock while there are new keys. After as many such
// misses as there are entries, the new keys are promoted, O(1). Bytes: each entry stands in one or
// two tables, and has a block for the key and one for the value.
//
// Sources: the Go standard library's sync.Map as of 1.19 with the calls that 1.20 and 1.23 added,
// for the two parts; Wen and others, "Interval-based memory reclamation" (PPoPP 2018), for the
// release of what readers may still see.
#ifndef MAPLEAK_RUNTIME_SYNCMAP_H
#define MAPLEAK_RUNTIME_SYNCMAP_H

#include "gomap.h"

#ifdef __cplusplus
extern "C" {
#endif

// Sections that can be open at once without holding more than they need.
#ifndef SYNCMAP_SECTIONS
#define SYNCMAP_SECTIONS 64
#endif

// Objects that may wait before a call looks what can be released.
#ifndef SYNCMAP_BATCH
#define SYNCMAP_BATCH 256
#endif

typedef struct Syncmap Syncmap;

// On the caller's storage, for syncmap_enter to fill. Not to be copied or moved.
typedef struct SyncmapSection {
    Syncmap *map;
    struct SyncmapSlot *slot; // where collectors see the section; NULL: it was one too many
    uint64_t last;            // era that the slot shows as the last one
} SyncmapSection;

// Makes an empty map. The descriptor is a Gomap's, with these differences:
//     value_size     is sizeof(void *): a value is a pointer, NULL allowed, and value_copy and
//                    value_release get the address of such a pointer, once for each value stored
//     key_release    needs key_copy; borrowed keys ("str" without hooks) must stay as they are
//                    until syncmap_free, not only as long as their entry
//     update_key     is refused: the key that was stored first stays
// GOMAP_BAD_TYPE if the descriptor says otherwise or gomap_new would refuse it; GOMAP_NO_MEMORY. On
// failure `*out` is NULL.
GomapStatus syncmap_new(const GomapType *type, Syncmap **out);

// Releases every entry and all that waits. No section may be open and no other call under way. NULL
// does nothing.
void syncmap_free(Syncmap *map);

// Opens a section on `map`. Never fails; to be followed by syncmap_leave on the same thread.
void syncmap_enter(SyncmapSection *section, Syncmap *map);

// Closes it: what it gave out must not be used any more. O(1), releases nothing itself.
void syncmap_leave(SyncmapSection *section);

// The value of `key`, or NULL if there is none (or if NULL was stored). Valid in the section.
void *syncmap_load(SyncmapSection *section, const void *key);

// If `key` has a value, `*actual` becomes it and `*loaded` true: the new value stays the caller's.
// If not, `value` is stored, as by syncmap_store, and `*actual` is what the map holds now (the
// copy, if there is a copy hook), `*loaded` false. On failure NULL and false. Valid in the section.
GomapStatus syncmap_load_or_store(SyncmapSection *section, const void *key, void *value,
                                  void **actual, bool *loaded);

// Deletes `key`. True if it had a value: `*value` (may be NULL) then is the value, to look at in
// the section; it still belongs to the map, which releases it later. False: `*value` is NULL.
bool syncmap_load_and_delete(SyncmapSection *section, const void *key, void **value);

// Stores as syncmap_store. `*previous` (may be NULL) becomes the value that was replaced, to look
// at in the section, and `*loaded` (may be NULL) whether there was one. On failure NULL and false.
GomapStatus syncmap_swap(SyncmapSection *section, const void *key, void *value, void **previous,
                         bool *loaded);

// What to do with an entry; false ends the walk. Key and value are valid in the section.
typedef bool SyncmapVisit(const void *key, void *value, void *ctx);

// Calls `visit` for the entries. Not a snapshot: no key is shown twice, a key that is there from
// start to end is shown once, with a value that it had at some time during the walk. `visit` may
// use the map as it likes, this section included, but must not leave the section. Keys that were
// new are promoted first, so a walk is O(n) even if it ends early; it takes no memory.
void syncmap_range(SyncmapSection *section, SyncmapVisit *visit, void *ctx);

// Stores `value` under `key`, in place of the old value. A new key is copied as its hooks say, the
// value is copied or handed over; if the key was there, the stored key stays. On failure
// (GOMAP_NO_MEMORY, GOMAP_NIL_MAP) the entries are unchanged and the value remains the caller's.
GomapStatus syncmap_store(Syncmap *map, const void *key, void *value);

// Deletes `key`; false if it had no value.
bool syncmap_delete(Syncmap *map, const void *key);

// Stores `value` if the value of `key` is the pointer `old`, and tells so in `*swapped`; the value
// remains the caller's if not. To be called in the section that gave `old` out, or another value
// may by then have its address. On failure (GOMAP_NO_MEMORY) nothing is swapped. A NULL or absent
// entry is never swapped in by this call: GOMAP_OK and false.
GomapStatus syncmap_compare_and_swap(Syncmap *map, const void *key, void *old, void *value,
                                     bool *swapped);

// Deletes `key` if its value is the pointer `old`; whether it did. Sections: as above.
bool syncmap_compare_and_delete(Syncmap *map, const void *key, void *old);

// Deletes all entries, at one moment. Needs no memory. O(n), under the lock.
void syncmap_clear(Syncmap *map);

// Releases everything that waits and that no open section holds. O(waiting).
void syncmap_collect(Syncmap *map);

typedef struct SyncmapStats {
    size_t readable;     // entries of the part that is read without a lock, deleted ones included
    size_t dirty;        // entries of the part with the new keys; 0: there is no such part
    size_t misses;       // calls since the last promotion that needed the lock to find their key
    uint64_t promotions; // so far
    size_t waiting;      // what waits for its release, in the unit of "Memory that waits"
} SyncmapStats;

// The shape of a map, all zero for NULL. O(1), takes the lock.
void syncmap_stats(Syncmap *map, SyncmapStats *stats);

// Checks the invariants that syncmap_core.h lists for the two parts, on all entries, under the
// lock. False if one does not hold, with its description in `why` (`n` bytes, NUL-terminated; may
// be NULL if `n` is 0). True for NULL. O(n).
bool syncmap_check(Syncmap *map, char *why, size_t n);

#ifdef __cplusplus
}
#endif

#endif
