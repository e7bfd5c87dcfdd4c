// SPDX-License-Identifier: Apache-2.0
//
// Decides which schema a database has (user_version) and leads it, version by version, to this
// program's. A new version is one more function at the end of `migrations`; those before it never
// change, since databases in the field hold what they made.
//
// Invariants:
//  1. Version n is what the first n migrations made of an empty database.
//  2. application_id is set in the first transaction, before the write-ahead log is turned on, so
//     that it stands in the file itself for good (dbfile.c).
#include "migrate.h"

#include "dbfile.h"
#include "embedded.h"
#include "sql.h"

typedef void (*Migration)(Store *s);

static void make_schema(Store *s) {
    sql_exec(s, (const char *)embedded_schema);
}

// Runs of version 1 have NULL there: not known.
static void add_database(Store *s) {
    sql_exec(s, "ALTER TABLE run ADD COLUMN database TEXT");
}

static const Migration migrations[] = {
    make_schema,  // 0 to 1
    add_database, // 1 to 2
};

enum { VERSION = COUNT_OF(migrations) };

typedef struct {
    int64_t application_id, version, tables;
    int64_t foreign; // virtual tables: code of SQLite's that reads what the database says
} Identity;

static int64_t number(Store *s, const char *text) {
    sqlite3_stmt *stmt = NULL;
    int64_t value = 0;
    sql_check(s, sqlite3_prepare_v2(s->db, text, -1, &stmt, NULL));
    if (stmt) {
        int rc = sqlite3_step(stmt);
        sql_check(s, rc);
        if (rc == SQLITE_ROW)
            value = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_finalize(stmt);
    return value;
}

// In one transaction: another process may be making the tables at this moment.
static Identity identify(Store *s) {
    bool alone = sqlite3_get_autocommit(s->db);
    if (alone)
        sql_exec(s, "BEGIN");
    Identity id = {
        .application_id = number(s, "PRAGMA application_id"),
        .version = number(s, "PRAGMA user_version"),
        .tables = number(s, "SELECT count(*) FROM sqlite_schema"),
        .foreign = number(s, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                             " AND rootpage = 0"),
    };
    if (alone)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return id;
}

static Status judge(Store *s, const Identity *id, Error *err) {
    if (s->failed)
        return sql_failure(s, err);
    bool empty = id->application_id == 0 && id->version == 0 && id->tables == 0;
    if (!empty && id->application_id != DBFILE_APPLICATION_ID)
        return error_set(err, STATUS_ENVIRONMENT,
                         "%s: is a database of another program, not of mapleak", s->path);
    if (id->foreign)
        return error_set(err, STATUS_DAMAGED,
                         "%s: has a virtual table, which is not mapleak's; move it away and scan "
                         "again",
                         s->path);
    if (id->version > VERSION || id->version < 0)
        return error_set(err, STATUS_DAMAGED,
                         "%s: comes from a newer mapleak (schema version %lld, this one knows %d)",
                         s->path, (long long)id->version, (int)VERSION);
    return STATUS_OK;
}

static void set_pragma(Store *s, const char *name, int64_t value) {
    char text[64];
    snprintf(text, sizeof text, "PRAGMA %s = %lld", name, (long long)value);
    sql_exec(s, text);
}

Status migrate_up(Store *s, Error *err) {
    Identity id = identify(s);
    Status status = judge(s, &id, err);
    if (status != STATUS_OK || id.version == VERSION)
        return status;
    sql_exec(s, "BEGIN EXCLUSIVE");
    id = identify(s); // another process may have been first
    status = judge(s, &id, err);
    for (int64_t v = id.version; status == STATUS_OK && v < VERSION; v++)
        migrations[v](s);
    if (status == STATUS_OK) {
        set_pragma(s, "application_id", DBFILE_APPLICATION_ID);
        set_pragma(s, "user_version", VERSION);
        sql_exec(s, "COMMIT");
        status = sql_failure(s, err);
    }
    if (status != STATUS_OK && !sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

Status migrate_check(Store *s, Error *err) {
    Identity id = identify(s);
    Status status = judge(s, &id, err);
    if (status != STATUS_OK)
        return status;
    if (id.version == 0)
        return error_set(err, STATUS_ENVIRONMENT, "%s: holds no run yet; run mapleak scan",
                         s->path);
    if (id.version < VERSION)
        return error_set(err, STATUS_ENVIRONMENT,
                         "%s: comes from an older mapleak; the next mapleak scan brings it up to "
                         "date",
                         s->path);
    return STATUS_OK;
}
