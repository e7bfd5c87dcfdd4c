// SPDX-License-Identifier: Apache-2.0
//
// The findings database, .mapleak/findings.db: the only user of SQLite. Each run is one transaction;
// two runs at once are safe; a killed run leaves the last one whole.
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/status.h"
#include "base/strbuf.h"
#include "finding/finding.h"

typedef struct Store Store;

// Opens or makes the database at `path` and brings its schema up to date (user_version). A file that
// is no mapleak database, is damaged or comes from a newer version is refused, untouched.
Status store_open(Store **out, const char *path, Error *err);
// For reading only: never writes, and only SELECT gets through (an authorizer refuses the rest).
Status store_open_readonly(Store **out, const char *path, Error *err);
void store_close(Store *s);

typedef struct {
    const char *started;  // UTC, ISO 8601
    double seconds;
    const char *arguments; // the command line, for people
    const char *revision;  // of the source tree, "" unknown
} RunMeta;

typedef struct {
    int64_t run_id;
    uint32_t added, unchanged, fixed, reopened;
} RunDelta;

// Stores a whole run; findings get their status by comparing fingerprints with the project's earlier
// runs. Only units that were analysed in this run can have findings fixed.
Status store_run(Store *s, const RunReport *r, const RunMeta *meta, RunDelta *delta, Error *err);

typedef enum { TABLE_TEXT, TABLE_CSV, TABLE_JSON } TableFormat;

// Runs one read-only statement, or the saved query of that name, and appends its rows.
Status store_query(Store *s, const char *sql_or_name, TableFormat format, StrBuf *out, Error *err);
// Names of the saved queries, each with its first comment line.
void store_list_queries(StrBuf *out);

#endif
