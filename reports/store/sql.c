// SPDX-License-Identifier: Apache-2.0
//
// Decides what SQLite's result codes mean to people. Everything else here only keeps call sites
// short: failure is sticky, so that a run is written straight down and checked once, before COMMIT.
//
// Invariants:
//  1. After a failure no statement runs until sql_failure took it.
//  2. The failure that is kept is the first; what follows from it is not told.
#include "sql.h"

static const char *const texts[] = {
#define STATEMENT(name, text) text,
#include "statements.def"
#undef STATEMENT
};

void sql_check(Store *s, int rc) {
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE || s->failed)
        return;
    s->failed = sqlite3_extended_errcode(s->db);
    if ((s->failed & 0xFF) != (rc & 0xFF))
        s->failed = rc;
    free(s->why);
    s->why = strdup(sqlite3_errmsg(s->db));
}

Sql sql_use(Store *s, SqlId id) {
    Sql q = {.store = s, .next = 1};
    if (s->failed)
        return q;
    sqlite3_stmt **slot = &s->statements[id];
    if (!*slot)
        sql_check(s,
                  sqlite3_prepare_v3(s->db, texts[id], -1, SQLITE_PREPARE_PERSISTENT, slot, NULL));
    q.stmt = *slot;
    return q;
}

void sql_int(Sql *q, int64_t value) {
    if (q->stmt)
        sql_check(q->store, sqlite3_bind_int64(q->stmt, q->next++, value));
}

void sql_real(Sql *q, double value) {
    if (q->stmt)
        sql_check(q->store, sqlite3_bind_double(q->stmt, q->next++, value));
}

void sql_text(Sql *q, const char *value) {
    if (q->stmt)
        sql_check(q->store,
                  sqlite3_bind_text(q->stmt, q->next++, value ? value : "", -1, SQLITE_STATIC));
}

void sql_id(Sql *q, int64_t value) {
    if (value)
        sql_int(q, value);
    else if (q->stmt)
        sql_check(q->store, sqlite3_bind_null(q->stmt, q->next++));
}

bool sql_row(Sql *q) {
    if (!q->stmt || q->store->failed)
        return false;
    int rc = sqlite3_step(q->stmt);
    sql_check(q->store, rc);
    return rc == SQLITE_ROW;
}

int64_t sql_column(const Sql *q, int column) {
    return sqlite3_column_int64(q->stmt, column);
}

const char *sql_column_text(const Sql *q, int column) {
    const unsigned char *text = sqlite3_column_text(q->stmt, column);
    return text ? (const char *)text : "";
}

void sql_end(Sql *q) {
    if (!q->stmt)
        return;
    sqlite3_reset(q->stmt); // a failure was already kept when the statement was stepped
    sqlite3_clear_bindings(q->stmt);
    q->stmt = NULL;
}

void sql_run(Sql *q) {
    while (sql_row(q))
        continue;
    sql_end(q);
}

int64_t sql_insert(Sql *q) {
    sql_run(q);
    return q->store->failed ? 0 : sqlite3_last_insert_rowid(q->store->db);
}

void sql_exec(Store *s, const char *text) {
    if (!s->failed)
        sql_check(s, sqlite3_exec(s->db, text, NULL, NULL, NULL));
}

void sql_fini(Store *s) {
    for (size_t i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(s->statements[i]);
        s->statements[i] = NULL;
    }
}

static Status failure_text(const Store *s, Error *err) {
    const char *why = s->why ? s->why : "out of memory";
    switch (s->failed & 0xFF) {
    case SQLITE_NOTADB:
        return error_set(err, STATUS_ENVIRONMENT, "%s: is not a SQLite database", s->path);
    case SQLITE_CORRUPT:
        return error_set(err, STATUS_DAMAGED,
                         "%s: the database is damaged (%s); move it away and scan again", s->path,
                         why);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(
            err, STATUS_ENVIRONMENT,
            "%s: another process is writing to the database and did not finish in time", s->path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return error_set(err, STATUS_ENVIRONMENT, "%s: the database cannot be written (%s)",
                         s->path, why);
    case SQLITE_FULL:
        return error_set(err, STATUS_ENVIRONMENT, "%s: no space left for the database", s->path);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return error_set(err, STATUS_ENVIRONMENT, "%s: cannot read or write the database (%s)",
                         s->path, why);
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
        return error_set(err, STATUS_DAMAGED,
                         "%s: the database does not have mapleak's tables (%s); move it away and "
                         "scan again",
                         s->path, why);
    default:
        return error_set(err, STATUS_ENVIRONMENT, "%s: %s", s->path, why);
    }
}

Status sql_failure(Store *s, Error *err) {
    if (!s->failed)
        return STATUS_OK;
    Status status = failure_text(s, err);
    s->failed = 0;
    free(s->why);
    s->why = NULL;
    return status;
}
