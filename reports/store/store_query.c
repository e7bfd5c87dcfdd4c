// SPDX-License-Identifier: Apache-2.0
//
// Decides what a statement of the user's may do: read. An authorizer lets SELECT, columns and
// functions through and nothing else, so that neither a statement nor a view of a foreign database
// writes, attaches files, changes settings or loads code. Recursion is refused too: it is the way
// to a statement that never ends. Time, memory of a value and size of the text have limits.
//
// Invariants:
//  1. No statement reaches SQLite's step before the authorizer saw it whole.
//  2. Exactly one statement is run; what follows it must be blank or comment.
#include "store_query.h"

#include "embedded.h"
#include "table.h"

#include <time.h>

enum {
    PROGRESS_STEPS = 10000, // virtual machine steps between two looks at the clock
    VALUE_BYTES_MAX = 64 << 20,
    SQL_BYTES_MAX = 1 << 20,
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int authorize(void *ctx, int action, const char *a, const char *b, const char *database,
                     const char *view) {
    UNUSED(a), UNUSED(database), UNUSED(view);
    Store *s = ctx;
    bool reads = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION;
    if (reads && !(action == SQLITE_FUNCTION && b && strcasecmp(b, "load_extension") == 0))
        return SQLITE_OK;
    s->denied = true;
    return SQLITE_DENY;
}

static int watch_clock(void *ctx) {
    const Store *s = ctx;
    return now() > s->deadline;
}

static void limit_sizes(sqlite3 *db) {
    static const struct {
        int id, value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX},   {SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX},
        {SQLITE_LIMIT_EXPR_DEPTH, 200},           {SQLITE_LIMIT_COMPOUND_SELECT, 100},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000}, {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    for (size_t i = 0; i < COUNT_OF(limits); i++)
        sqlite3_limit(db, limits[i].id, limits[i].value);
}

void query_restrict(Store *s) {
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 1, NULL);
    limit_sizes(s->db);
    sqlite3_set_authorizer(s->db, authorize, s);
    sqlite3_progress_handler(s->db, PROGRESS_STEPS, watch_clock, s);
}

static void query_release(Store *s) {
    if (s->readonly)
        return;
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_set_authorizer(s->db, NULL, NULL);
    sqlite3_progress_handler(s->db, 0, NULL, NULL);
}

// ---- Saved queries ----

static bool is_name(const char *s) {
    return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static const char *saved_text(const char *name) {
    for (const EmbeddedQuery *q = embedded_queries; q->name; q++)
        if (strcmp(q->name, name) == 0)
            return (const char *)q->text;
    return NULL;
}

// Its second line; the first one is the licence.
static const char *question_of(const EmbeddedQuery *q) {
    const char *line = (const char *)q->text;
    line += strcspn(line, "\n");
    return line + strspn(line, "\n- ");
}

void store_list_queries(StrBuf *out) {
    size_t widest = 0;
    for (const EmbeddedQuery *q = embedded_queries; q->name; q++)
        if (strlen(q->name) > widest)
            widest = strlen(q->name);
    for (const EmbeddedQuery *q = embedded_queries; q->name; q++) {
        const char *line = question_of(q);
        strbuf_printf(out, "%-*s  %.*s\n", (int)widest, q->name, (int)strcspn(line, "\n"), line);
    }
}

static Status unknown_name(const char *name, Error *err) {
    StrBuf names = {0};
    for (const EmbeddedQuery *q = embedded_queries; q->name; q++) {
        strbuf_adds(&names, q == embedded_queries ? "" : ", ");
        strbuf_adds(&names, q->name);
    }
    Status status = error_set(err, STATUS_USAGE, "no saved query is called %s; there are: %s", name,
                              strbuf_text(&names));
    strbuf_fini(&names);
    return status;
}

// ---- Running ----

static Status query_failure(Store *s, int rc, Error *err) {
    if (s->denied)
        return error_set(err, STATUS_USAGE, "the query is refused: it may only read (%s)",
                         sqlite3_errmsg(s->db));
    switch (rc & 0xFF) {
    case SQLITE_INTERRUPT:
        return error_set(err, STATUS_USAGE, "the query took longer than %g s", s->seconds_max);
    case SQLITE_TOOBIG:
        return error_set(err, STATUS_USAGE, "the query or its result is too large");
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
        return error_set(err, STATUS_USAGE, "the query is wrong: %s", sqlite3_errmsg(s->db));
    default:
        sql_check(s, rc);
        return sql_failure(s, err);
    }
}

// Whether nothing but blanks, comments and semicolons is left.
static bool is_blank(sqlite3 *db, const char *tail) {
    while (*tail) {
        sqlite3_stmt *stmt = NULL;
        const char *next = tail;
        bool empty = sqlite3_prepare_v2(db, tail, -1, &stmt, &next) == SQLITE_OK && !stmt;
        sqlite3_finalize(stmt);
        if (!empty)
            return false;
        if (next == tail)
            break;
        tail = next;
    }
    return true;
}

static Status run_statement(Store *s, const char *sql, TableFormat format, StrBuf *out,
                            Error *err) {
    sqlite3_stmt *stmt = NULL;
    const char *tail = "";
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, &tail);
    Status status = STATUS_OK;
    if (rc != SQLITE_OK)
        status = query_failure(s, rc, err);
    else if (!stmt)
        status = error_set(err, STATUS_USAGE, "the query is empty");
    else if (!is_blank(s->db, tail))
        status = error_set(err, STATUS_USAGE, "the query is more than one statement");
    else if (!sqlite3_stmt_readonly(stmt) || sqlite3_column_count(stmt) == 0)
        status = error_set(err, STATUS_USAGE, "the query is refused: it may only read");
    else if ((rc = table_print(stmt, format, s->width, out)) != SQLITE_OK)
        status = query_failure(s, rc, err);
    sqlite3_finalize(stmt);
    return status;
}

Status store_query(Store *s, const char *sql_or_name, TableFormat format, StrBuf *out, Error *err) {
    const char *sql = sql_or_name;
    if (is_name(sql_or_name)) {
        sql = saved_text(sql_or_name);
        if (!sql)
            return unknown_name(sql_or_name, err);
    }
    query_restrict(s);
    s->denied = false;
    s->deadline = now() + s->seconds_max;
    Status status = run_statement(s, sql, format, out, err);
    query_release(s);
    return status;
}
