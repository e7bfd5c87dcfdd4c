// SPDX-License-Identifier: Apache-2.0

// The ledger: every live map of the process, where it was made, how large it is and was, what it
// lost; and for every place that makes maps, how many it made and how many came back.
//
//     ledger_start(&(LedgerOptions){.at_exit = "maps.json"});
//     ...
//     ledger_write_text(stderr);
//
// Without a call: a program into which this file is linked and that runs with GOMAP_LEDGER=FILE in
// its environment starts the ledger before main and writes it to FILE at its end.
//
// Words. A map's *place* is the call that made it (GomapStats.place). *Peak* is the most entries
// that a map ever had. *Lost* are values that an overwriting put, a removal or a clear took out of
// a map that has no hook to release them. *Needed* are the buckets that a map of so many entries
// gets when it grows from nothing; buckets above that are *wasted*: a map gives them back only in
// gomap_trim.
//
// A map that is freed leaves its place's sums only. Growth that does not come back shows there: a
// place whose maps are made and not freed (`live` near `made`), or whose few maps hold ever more
// entries (`entries` near `peak`) from one reading to the next.
//
// Maps that were made before the start, and those that instruments keep for themselves (see
// tool_map.h), are not in it.
//
// Threads: every call may be made from any thread once there are some; the first start comes
// before them. A reading takes each number of a map that is being written by itself, so entries
// and buckets may be those of different moments. The ledger allocates while it holds its lock: an
// allocator must not make or free a map while holding a lock that it takes in alloc or free.
//
// LIMIT: a call in a function that the compiler inlined is a place of its own wherever that
// happened. LIMIT: a process that ends by _exit, abort or a signal writes nothing, nor does a
// forked child.
#ifndef MAPLEAK_RUNTIME_LEDGER_H
#define MAPLEAK_RUNTIME_LEDGER_H

#include "runtime/gomap.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum LedgerStatus {
    LEDGER_OK,
    LEDGER_NO_MEMORY,
    LEDGER_RUNNING,      // started already, by GOMAP_LEDGER perhaps; it goes on as it was
    LEDGER_STOPPED,      // not started
    LEDGER_NO_ROOM,      // four other observers watch the maps
    LEDGER_WRITE_FAILED, // the file took not everything; errno says why
} LedgerStatus;

// A short English phrase for a status, never NULL, static.
const char *ledger_status_text(LedgerStatus status);

typedef struct LedgerOptions {
    // Where to write when the process ends: a path, seen from the working directory then, or "-"
    // for standard error; JSON if it ends in ".json", text otherwise. NULL: nothing is written.
    // Stays the caller's, and must live until then.
    const char *at_exit;
    GomapAllocator allocator; // for the ledger's own memory; all NULL: malloc and free
} LedgerOptions;

// Begins to record; NULL are the default options. LEDGER_NO_MEMORY, LEDGER_RUNNING, LEDGER_NO_ROOM:
// nothing has changed. Recording costs each gomap_new and gomap_free O(1) and a lock; a map for
// which there is no memory is counted as unrecorded.
LedgerStatus ledger_start(const LedgerOptions *options);

// Forgets what was recorded and gives the memory back. Nothing is written at exit.
void ledger_stop(void);

// Writes totals, the live maps (largest first) and the places (most live entries first), one a
// line. LEDGER_NO_MEMORY, LEDGER_STOPPED: nothing is written. O(n log n) for n maps and places, and
// what symbol_find_call costs for each place.
LedgerStatus ledger_write_text(FILE *out);

// The same as one JSON object, and a newline; see README.md for its members.
LedgerStatus ledger_write_json(FILE *out);

#ifdef __cplusplus
}
#endif

#endif
