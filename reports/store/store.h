// SPDX-License-Identifier: Apache-2.0
//
// The findings database, .mapleak/findings.db: the only user of SQLite. Each run is one
// transaction; two runs at once are safe; a killed run leaves the last one whole.
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/status.h"
#include "base/strbuf.h"
#include "finding/finding.h"

typedef struct Store Store;

// Opens or makes the database at `path` and brings its schema up to date (user_version). A file
// that is no mapleak database, is damaged or comes from a newer version is refused, untouched.
Status store_open(Store **out, const char *path, Error *err);
// For reading only: never writes, and only SELECT gets through (an authorizer refuses the rest).
Status store_open_readonly(Store **out, const char *path, Error *err);
void store_close(Store *s);

typedef struct {
    const char *started; // UTC, ISO 8601
    double seconds;
    const char *arguments; // the command line, for people
    const char *revision;  // of the source tree, "" unknown
    const char *database;  // the compile database that listed the units, as shown; "" none
    // Absolute paths: the run listed every unit at or below one of these that its database has. A
    // unit there that it lacks is gone, and its findings are fixed, if the same database listed it
    // before, or its file or its database does not exist any more. A unit elsewhere is merely no
    // part of this run.
    const char *const *scope;
    uint32_t nscope;
} RunMeta;

typedef struct {
    int64_t run_id;
    uint32_t added, unchanged, fixed, reopened; // without suppressed findings
} RunDelta;

// Stores a whole run; findings get their status by comparing fingerprints with the project's
// earlier runs. Only units that were analysed in this run can have findings fixed: the finding's
// unit and every other unit that one of its steps lies in. A finding is known by fingerprint and
// file; it moves along when its file is renamed or its function goes to another file. One that was
// suppressed and is not any more counts as reopened. Needs finding_finish. On failure nothing was
// written.
Status store_run(Store *s, const RunReport *r, const RunMeta *meta, RunDelta *delta, Error *err);

typedef enum { TABLE_TEXT, TABLE_CSV, TABLE_JSON } TableFormat;

// Columns that a TABLE_TEXT may be wide; 0, the default, sets no limit.
void store_set_width(Store *s, uint32_t columns);
// Wall seconds that one store_query may take; 60 unless set.
void store_set_time_limit(Store *s, double seconds);

// Runs one read-only statement, or the saved query of that name, and appends its rows. Text is
// aligned and escaped, CSV follows RFC 4180, JSON is an array of objects in which bytes that are no
// UTF-8 became U+FFFD. STATUS_USAGE for an unknown name, a wrong or refused statement, or one that
// takes too long; *out is then as before.
Status store_query(Store *s, const char *sql_or_name, TableFormat format, StrBuf *out, Error *err);
// Names of the saved queries, each with the question that it answers.
void store_list_queries(StrBuf *out);

#endif
