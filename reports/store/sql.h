// SPDX-License-Identifier: Apache-2.0
//
// Prepared statements with sticky failure: after the first error nothing is run any more, and the
// error waits in the store for whoever asks. For this folder only.
//
//     Sql q = sql_use(s, SQL_FILE_FIND);
//     sql_int(&q, project);
//     sql_text(&q, path);
//     int64_t id = sql_row(&q) ? sql_column(&q, 0) : 0;
//     sql_end(&q);
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "store.h"

#include <sqlite3.h>

typedef enum {
#define STATEMENT(name, text) SQL_##name,
#include "statements.def"
#undef STATEMENT
    SQL_COUNT
} SqlId;

struct Store {
    sqlite3 *db;
    char *path;         // as the caller wrote it, for messages
    bool readonly;      // only SELECT gets through
    int failed;         // the first extended result code that was no success; 0 none
    char *why;          // its text
    double seconds_max; // of one query
    double deadline;    // of the running one, on the monotonic clock
    bool denied;        // the authorizer refused something in it
    uint32_t width;     // columns of a table; 0 no limit
    sqlite3_stmt *statements[SQL_COUNT]; // NULL until first used
};

typedef struct {
    Store *store;
    sqlite3_stmt *stmt; // NULL after a failure
    int next;           // parameter that is bound next
} Sql;

// The statement, prepared once, with nothing bound.
Sql sql_use(Store *s, SqlId id);
// Bind the next parameter. Strings are not copied: they live until sql_end. NULL is "".
void sql_int(Sql *q, int64_t value);
void sql_real(Sql *q, double value);
void sql_text(Sql *q, const char *value);
// An id, NULL when it is 0.
void sql_id(Sql *q, int64_t value);
// Steps to the next row; false at the end, or after a failure.
bool sql_row(Sql *q);
int64_t sql_column(const Sql *q, int column);
const char *sql_column_text(const Sql *q, int column); // "" for NULL; valid until the next step
void sql_end(Sql *q);
// Runs a statement that gives no rows.
void sql_run(Sql *q);
// The same; the id of the row that it inserted.
int64_t sql_insert(Sql *q);
// Runs text without parameters and rows.
void sql_exec(Store *s, const char *text);
// Keeps rc as the store's failure if it is one and the first.
void sql_check(Store *s, int rc);
// Finalizes all statements.
void sql_fini(Store *s);
// The failure as a Status with the database's path and what to do; clears it.
Status sql_failure(Store *s, Error *err);

#endif
