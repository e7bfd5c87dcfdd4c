// SPDX-License-Identifier: Apache-2.0

// A Gomap behind a lock for readers and writers: the plain way to share a map between threads.
//
//     GomapType type = gomap_type_u64(sizeof(double));
//     Rwmap *prices;
//     if (rwmap_new(&type, 0, &prices) != GOMAP_OK)
//         return false;
//     if (rwmap_put(prices, &id, &price) != GOMAP_OK) ...
//     double found;
//     if (rwmap_get(prices, &id, &found)) ...
//
// Slots do not outlive the lock, so no call gives one out: a look-up copies the value, and whoever
// wants to work on the stored one passes a callback that runs under the lock.
//
// Threads. All calls but rwmap_free may come from any number of threads at once. Calls that say so
// take the lock as readers and run side by side, the others alone. A writer that waits goes before
// new readers, as with Go's RWMutex, so writers do not starve. Therefore a thread that is in a
// callback must not call the same map again: a second read waits for the writer, who waits for the
// end of the callback, and nobody wakes up. Two maps are to be taken in one order everywhere.
//
// The hooks of the type run under the lock, hash and equal on several threads at once. Contracts of
// keys, values, statuses and cost are those of the Gomap call of the same name. NULL maps have no
// entries; inserting returns GOMAP_NIL_MAP, and callbacks are not called.
//
// Source: the Go standard library's sync.RWMutex and the map guarded by one that its documentation
// of sync.Map recommends; pthread_rwlock_t with writer preference underneath.
#ifndef MAPLEAK_RUNTIME_RWMAP_H
#define MAPLEAK_RUNTIME_RWMAP_H

#include "gomap.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Rwmap Rwmap;

// Makes an empty map, as gomap_new. Also GOMAP_NO_MEMORY if there is no lock to be had.
GomapStatus rwmap_new(const GomapType *type, size_t hint, Rwmap **out);

// Releases the entries and the map. No other call may be under way. NULL does nothing.
void rwmap_free(Rwmap *map);

// The number of entries. Reads.
size_t rwmap_len(Rwmap *map);

// Copies the bytes of `key`'s value to `value_out` (may be NULL). False, and nothing written, if
// there is no such entry. What a copied pointer leads to is the map's, and may be released by a
// writer at once: for a type with value_release, use rwmap_view. Reads.
bool rwmap_get(Rwmap *map, const void *key, void *value_out);

// What to do with a value while nobody writes.
typedef void RwmapView(const void *value, void *ctx);

// Calls `view` with the stored value of `key`. False if there is none. Reads.
bool rwmap_view(Rwmap *map, const void *key, RwmapView *view, void *ctx);

// Inserts or replaces, as gomap_put.
GomapStatus rwmap_put(Rwmap *map, const void *key, const void *value);

// What to do with a slot that was found or, if `added`, has just been made, zeroed.
typedef void RwmapUpdate(void *slot, bool added, void *ctx);

// Finds or inserts `key` as gomap_upsert, and calls `update` with its slot.
GomapStatus rwmap_update(Rwmap *map, const void *key, RwmapUpdate *update, void *ctx);

// Removes and releases an entry. False if there is none.
bool rwmap_remove(Rwmap *map, const void *key);

// Removes an entry and moves it to the caller, as gomap_take.
bool rwmap_take(Rwmap *map, const void *key, void *key_out, void *value_out);

// Removes and releases all entries.
void rwmap_clear(Rwmap *map);

// What to do with an entry; false ends the walk.
typedef bool RwmapVisit(const void *key, const void *value, void *ctx);

// Calls `visit` for each entry of one moment. Reads: writers wait until the walk is over.
void rwmap_range(Rwmap *map, RwmapVisit *visit, void *ctx);

typedef void RwmapRead(const Gomap *map, void *ctx);
typedef void RwmapWrite(Gomap *map, void *ctx);

// For what the calls above do not offer: calls `act` with the Gomap inside, alone or, with_read,
// beside other readers, when it may only read. The Gomap and pointers into it must not be kept.
void rwmap_with_read(Rwmap *map, RwmapRead *act, void *ctx);
void rwmap_with_write(Rwmap *map, RwmapWrite *act, void *ctx);

#ifdef __cplusplus
}
#endif

#endif
