// SPDX-License-Identifier: Apache-2.0

// One reading of the ledger, between ledger.c, which records, and the two that write. Internal.
#ifndef MAPLEAK_RUNTIME_LEDGER_READING_H
#define MAPLEAK_RUNTIME_LEDGER_READING_H

#include "ledger.h"

typedef struct LedgerMap {
    uint64_t serial; // in the order of making, from 1
    GomapStats stats;
    size_t needed; // buckets for its entries
    size_t wasted; // bytes of the buckets above that
} LedgerMap;

// All maps that were made at one place.
typedef struct LedgerPlace {
    const void *place;
    uint64_t serial; // of its first map
    uint64_t made;
    uint64_t freed;
    uint64_t most_live;   // at one time
    size_t peak;          // the highest of its maps'
    uint64_t overwritten; // by all its maps
    uint64_t dropped;
    size_t entries; // in its live maps
    size_t bytes;
    size_t wasted;
} LedgerPlace;

typedef struct LedgerReading {
    LedgerMap *maps; // by bytes, then serial
    size_t map_count;
    LedgerPlace *places; // by entries, bytes, maps made, then serial
    size_t place_count;
    LedgerPlace total;   // over all places; `peak` is the highest
    uint64_t unrecorded; // maps for which there was no memory
    GomapAllocator allocator;
    size_t maps_size; // bytes allocated
    size_t places_size;
} LedgerReading;

// ledger.c: copies the tables as they are, unsorted and with `stats`, `serial` and the sums of
// freed maps only, into an empty reading, to be ended with ledger_reading_fini in any case.
LedgerStatus ledger_read(LedgerReading *reading);

// Takes a reading, which the caller ends with ledger_reading_fini on LEDGER_OK. Otherwise it is
// empty: LEDGER_NO_MEMORY, LEDGER_STOPPED.
LedgerStatus ledger_reading_init(LedgerReading *reading);
void ledger_reading_fini(LedgerReading *reading);

#endif
