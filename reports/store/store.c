// SPDX-License-Identifier: Apache-2.0
//
// Decides how the database is opened. A file is looked at before SQLite sees it (dbfile.c), then
// opened without following links, with the settings under which a database from a foreign tree can
// do no harm: no triggers, no functions with side effects in views, no extension.
//
// Invariants:
//  1. A file that is refused has the bytes that it had: the log of a database that is not ours is
//     not written back when it is closed.
//  2. One connection a Store, used by one thread.
#include "store.h"

#include "dbfile.h"
#include "migrate.h"
#include "sql.h"
#include "store_query.h"

#include <ctype.h>
#include <errno.h>
#include <unistd.h>

enum {
    BUSY_MILLISECONDS = 60000,
    LOG_TRIES = 600,
    LOG_PAUSE_MICROSECONDS = 100000,
    CACHE_KIB = 65536,
    QUERY_SECONDS = 60,
};

void store_close(Store *s) {
    if (!s)
        return;
    sql_fini(s);
    sqlite3_close(s->db);
    free(s->path);
    free(s->why);
    free(s);
}

void store_set_width(Store *s, uint32_t columns) {
    s->width = columns;
}

void store_set_time_limit(Store *s, double seconds) {
    s->seconds_max = seconds;
}

// In a directory that cannot be written, SQLite cannot make the files that it needs beside a
// database in write-ahead mode. Such a file is read as one that never changes.
static char *immutable_name(const char *resolved) {
    StrBuf uri = {0};
    strbuf_adds(&uri, "file:");
    for (const char *p = resolved; *p; p++)
        strbuf_printf(&uri, isalnum((unsigned char)*p) || *p == '/' ? "%c" : "%%%02X",
                      (unsigned char)*p);
    strbuf_adds(&uri, "?immutable=1");
    return uri.s;
}

static bool directory_is_fixed(const char *resolved) {
    char *dir = strndup(resolved, (size_t)(strrchr(resolved, '/') - resolved));
    bool fixed = access(dir[0] ? dir : "/", W_OK) != 0;
    free(dir);
    return fixed && !dbfile_has_log(resolved);
}

static Status connect_file(Store *s, int flags, Error *err) {
    char *name = dbfile_resolve(s->path);
    if (!name)
        return error_set(err, STATUS_ENVIRONMENT, "%s: %s", s->path, strerror(errno));
    if (s->readonly && directory_is_fixed(name)) {
        char *uri = immutable_name(name);
        free(name);
        name = uri;
        flags |= SQLITE_OPEN_URI;
    }
    int rc =
        sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL);
    free(name);
    if (!s->db)
        return error_set(err, STATUS_ENVIRONMENT, "%s: no memory for a database", s->path);
    sqlite3_extended_result_codes(s->db, 1);
    sql_check(s, rc);
    sqlite3_busy_timeout(s->db, BUSY_MILLISECONDS);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL); // a query lets them in
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sql_exec(s, "PRAGMA cell_size_check = ON");
    return sql_failure(s, err);
}

typedef enum { LOG_ON, LOG_OFF, LOG_BUSY } LogState;

static LogState ask_log(Store *s, const char *text) {
    sqlite3_stmt *stmt = NULL;
    LogState state = LOG_OFF;
    int rc = sqlite3_prepare_v2(s->db, text, -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0)
        state = LOG_ON;
    else if ((rc & 0xFF) == SQLITE_BUSY || (rc & 0xFF) == SQLITE_LOCKED)
        state = LOG_BUSY;
    else
        sql_check(s, rc);
    sqlite3_finalize(stmt);
    return state;
}

// The change to a log needs the database for itself and does not wait for it by its own. Where the
// file system cannot do it, the rollback journal that stays is as safe, only slower.
static void turn_log_on(Store *s) {
    for (int i = 0; i < LOG_TRIES && !s->failed; i++) {
        if (ask_log(s, "PRAGMA journal_mode") == LOG_ON)
            return;
        if (ask_log(s, "PRAGMA journal_mode = WAL") != LOG_BUSY)
            return;
        usleep(LOG_PAUSE_MICROSECONDS);
    }
}

static Status prepare_for_writing(Store *s, Error *err) {
    Status status = migrate_up(s, err);
    if (status != STATUS_OK)
        return status;
    turn_log_on(s);
    sql_exec(s, "PRAGMA foreign_keys = ON");
    char text[64];
    snprintf(text, sizeof text, "PRAGMA cache_size = -%d", (int)CACHE_KIB);
    sql_exec(s, text);
    if (!s->failed)
        sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return sql_failure(s, err);
}

static Store *store_new(const char *path, bool readonly) {
    Store *s = base_malloc(sizeof *s, "a store");
    memset(s, 0, sizeof *s);
    s->path = strdup(path);
    s->readonly = readonly;
    s->seconds_max = QUERY_SECONDS;
    return s;
}

static Status finish_open(Store **out, Store *s, Status status) {
    if (status == STATUS_OK)
        *out = s;
    else
        store_close(s);
    return status;
}

Status store_open(Store **out, const char *path, Error *err) {
    *out = NULL;
    bool exists;
    Status status = dbfile_make_directory(path, err);
    if (status == STATUS_OK)
        status = dbfile_check(path, &exists, err);
    if (status != STATUS_OK)
        return status;
    Store *s = store_new(path, false);
    status = connect_file(s, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    if (status == STATUS_OK)
        status = prepare_for_writing(s, err);
    return finish_open(out, s, status);
}

Status store_open_readonly(Store **out, const char *path, Error *err) {
    *out = NULL;
    bool exists;
    Status status = dbfile_find_directory(path, &exists, err);
    if (status == STATUS_OK && exists)
        status = dbfile_check(path, &exists, err);
    if (status == STATUS_OK && !exists)
        status = error_set(err, STATUS_ENVIRONMENT, "%s: no such database; run mapleak scan first",
                           path);
    if (status != STATUS_OK)
        return status;
    Store *s = store_new(path, true);
    status = connect_file(s, SQLITE_OPEN_READONLY, err);
    if (status == STATUS_OK)
        status = migrate_check(s, err);
    if (status == STATUS_OK)
        query_restrict(s);
    return finish_open(out, s, status);
}
