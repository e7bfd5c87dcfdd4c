// SPDX-License-Identifier: Apache-2.0
//
// Reports and databases for the tests of the store.
#ifndef TEST_REPORT_MAKER_H
#define TEST_REPORT_MAKER_H

#include "store/store.h"

// A directory of its own for one test, with a path for a database in it.
typedef struct {
    char dir[64];
    char db[96]; // dir/.mapleak/findings.db
} Place;

void place_make(Place *p);
void place_remove(Place *p);

// An analysed unit of 10 functions and 100 statements; a failed one.
void make_unit(RunReport *r, const char *path);
void make_failed_unit(RunReport *r, const char *path, const char *reason);
// A grow-only finding with two steps in the same file. The fingerprint is 32 times `print`.
Finding *make_finding(RunReport *r, const char *path, uint32_t line, char print);
// Stores the report and empties it; fails the test on an error. A report without a root gets one
// that does not exist on disk.
RunDelta store_and_release(Store *s, RunReport *r);
// The same as a run over the whole project.
RunDelta store_whole_and_release(Store *s, RunReport *r);
// The same as a run over what is at or below the absolute path `scope`, from that compile database.
RunDelta store_scope_and_release(Store *s, RunReport *r, const char *scope, const char *database);

// The first value of the first row of an SQL statement, as a number; -1 without a row.
int64_t ask(Store *s, const char *sql);
// The CSV of a statement without its first line; valid until the next call.
const char *ask_rows(Store *s, const char *sql);
// Opens or fails the test.
Store *open_store(const Place *p);

// Runs SQL on the file with plain SQLite.
void meddle(const char *path, const char *sql);

#endif
