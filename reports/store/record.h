// SPDX-License-Identifier: Apache-2.0
//
// The run that is being written: its ids, and the files it names. For this folder only.
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "base/intern.h"
#include "sql.h"

typedef struct {
    int64_t file;    // 0 not asked for yet
    int64_t unit;    // whose main file it is; 0 none
    bool unit_known; // unit is filled
} FileIds;

typedef struct {
    Store *store;
    const RunReport *report;
    const RunMeta *meta;
    int64_t project, run;
    bool settled; // every unit of the project was analysed in this run, or is gone
    Interner paths;
    VEC(FileIds) files; // by id of the path
    RunDelta delta;
    StrBuf scratch;
} Record;

// Writes project, run, units and coverage. The caller has begun the transaction.
void record_init(Record *rec, Store *s, const RunReport *r, const RunMeta *meta);
void record_fini(Record *rec);
// The id of a path's row, made if needed. NULL is "".
int64_t record_file(Record *rec, const char *path);
// The id of the unit with that main file, 0 when there is none.
int64_t record_unit(Record *rec, const char *path);
// A path as the database has it, absolute; replaces what is in `full`.
void record_full_path(const Record *rec, const char *path, StrBuf *full);
// Whether there is no such file any more. One that cannot be looked at is not missing.
bool record_is_missing(const Record *rec, const char *path);

#endif
