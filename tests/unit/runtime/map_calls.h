// SPDX-License-Identifier: Apache-2.0

// One call on a map for threads, as data: so that one sequence of calls can be made on maps of
// different kinds, and the answers compared. Keys are small numbers, values are numbers but 0.
#ifndef MAPLEAK_TEST_MAP_CALLS_H
#define MAPLEAK_TEST_MAP_CALLS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/rwmap.h"
#include "runtime/syncmap.h"

enum { CALL_KEYS = 40 };

typedef enum CallKind {
    CALL_LOAD,
    CALL_STORE,
    CALL_SWAP,
    CALL_LOAD_OR_STORE,
    CALL_LOAD_AND_DELETE,
    CALL_DELETE,
    CALL_COMPARE_AND_SWAP,
    CALL_COMPARE_AND_DELETE,
    CALL_CLEAR,
    CALL_KINDS,
} CallKind;

typedef struct Call {
    CallKind kind;
    uint64_t key;
    uintptr_t value; // to be stored
    uintptr_t old;   // to be compared with
    uintptr_t got;   // the value that the call gave out, or 0
    bool yes;        // loaded, deleted or swapped, whatever the call tells
} Call;

// A call with random arguments on one of the first `keys` keys; values are 1 to `values`.
Call random_call(uint64_t *random, uint64_t keys, uint64_t values);

uint64_t random_number(uint64_t *random);

// Each makes the call and fills in its answer.

void call_syncmap(Syncmap *map, Call *call);

// The map's values are uintptr_t.
void call_rwmap(Rwmap *map, Call *call);

// The simplest map there is: an array with the value of each key, 0: none.
void call_array(uintptr_t values[CALL_KEYS], Call *call);

// Go's third map: a lock and an array that is copied for each change.
typedef struct CopyingMap {
    pthread_mutex_t lock;
    uintptr_t *values;
} CopyingMap;

void copying_init(CopyingMap *map);
void copying_fini(CopyingMap *map);
void call_copying(CopyingMap *map, Call *call);

#endif
