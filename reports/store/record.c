// SPDX-License-Identifier: Apache-2.0
//
// Writes what a run is and what it covered. Paths are asked for once each: a table in memory keeps
// the row of every path that the run names.
#include "record.h"

#include <errno.h>
#include <sys/stat.h>

typedef struct {
    uint64_t analysed, failed, functions, statements, opaque, unreliable;
} Totals;

static FileIds *file_ids(Record *rec, const char *path) {
    uint32_t id = intern(&rec->paths, path ? path : "").v;
    if (id >= rec->files.len)
        (void)vec_push_zero(&rec->files, id + 1 - rec->files.len);
    return &rec->files.data[id];
}

int64_t record_file(Record *rec, const char *path) {
    FileIds *ids = file_ids(rec, path);
    if (ids->file)
        return ids->file;
    Sql find = sql_use(rec->store, SQL_FILE_FIND);
    sql_int(&find, rec->project);
    sql_text(&find, path);
    if (sql_row(&find))
        ids->file = sql_column(&find, 0);
    sql_end(&find);
    if (ids->file)
        return ids->file;
    Sql add = sql_use(rec->store, SQL_FILE_ADD);
    sql_int(&add, rec->project);
    sql_text(&add, path);
    ids->file = sql_insert(&add);
    return ids->file;
}

int64_t record_unit(Record *rec, const char *path) {
    int64_t file = record_file(rec, path);
    FileIds *ids = file_ids(rec, path);
    if (ids->unit_known)
        return ids->unit;
    Sql find = sql_use(rec->store, SQL_UNIT_FIND);
    sql_int(&find, file);
    if (sql_row(&find))
        ids->unit = sql_column(&find, 0);
    sql_end(&find);
    ids->unit_known = true;
    return ids->unit;
}

void record_full_path(const Record *rec, const char *path, StrBuf *full) {
    strbuf_clear(full);
    if (path[0] != '/')
        strbuf_printf(full, "%s/", rec->report->root ? rec->report->root : "");
    strbuf_adds(full, path);
}

bool record_is_missing(const Record *rec, const char *path) {
    StrBuf full = {0};
    struct stat st;
    record_full_path(rec, path, &full);
    bool missing = stat(strbuf_text(&full), &st) != 0 && (errno == ENOENT || errno == ENOTDIR);
    strbuf_fini(&full);
    return missing;
}

static bool is_below(const char *path, const char *folder) {
    size_t n = strlen(folder);
    if (n == 1)
        return true; // the root of all
    return strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

// `path` is absolute.
static bool in_scope(const Record *rec, const char *path) {
    for (uint32_t i = 0; i < rec->meta->nscope; i++)
        if (is_below(path, rec->meta->scope[i]))
            return true;
    return false;
}

static void write_project(Record *rec) {
    Sql find = sql_use(rec->store, SQL_PROJECT_FIND);
    sql_text(&find, rec->report->root);
    if (sql_row(&find))
        rec->project = sql_column(&find, 0);
    sql_end(&find);
    if (rec->project)
        return;
    Sql add = sql_use(rec->store, SQL_PROJECT_ADD);
    sql_text(&add, rec->report->root);
    sql_text(&add, rec->meta->started);
    rec->project = sql_insert(&add);
}

static Totals count_totals(const RunReport *r) {
    Totals t = {0};
    vec_each (const UnitRecord, u, &r->units) {
        t.analysed += u->outcome == UNIT_ANALYSED;
        t.failed += u->outcome == UNIT_FAILED;
        t.functions += u->functions;
        t.statements += u->statements;
        t.opaque += u->opaque;
        t.unreliable += u->unreliable;
    }
    return t;
}

static void write_run(Record *rec) {
    Totals t = count_totals(rec->report);
    Sql q = sql_use(rec->store, SQL_RUN_ADD);
    sql_int(&q, rec->project);
    sql_text(&q, rec->meta->started);
    sql_real(&q, rec->meta->seconds);
    sql_text(&q, rec->meta->arguments);
    sql_text(&q, rec->meta->revision);
    sql_text(&q, rec->report->version);
    sql_int(&q, in_scope(rec, rec->report->root));
    const uint64_t counts[] = {t.analysed,   t.failed, t.functions,
                               t.statements, t.opaque, t.unreliable};
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        sql_int(&q, (int64_t)counts[i]);
    sql_text(&q, rec->meta->database);
    rec->run = sql_insert(&q);
}

static void write_unit(Record *rec, const UnitRecord *u) {
    int64_t file = record_file(rec, u->path);
    Sql q = sql_use(rec->store, SQL_UNIT_PUT);
    sql_int(&q, rec->project);
    sql_int(&q, file);
    sql_text(&q, u->outcome == UNIT_ANALYSED ? "analysed" : "failed");
    sql_text(&q, u->reason);
    sql_int(&q, u->parse_errors);
    sql_int(&q, u->functions);
    sql_int(&q, u->statements);
    sql_int(&q, u->opaque);
    sql_int(&q, u->unreliable);
    sql_int(&q, rec->run);
    sql_run(&q);
}

static void write_coverage(Record *rec, const OpaqueRecord *o) {
    Sql q = sql_use(rec->store, SQL_COVERAGE_PUT);
    sql_int(&q, rec->run);
    sql_text(&q, o->reason);
    sql_int(&q, o->count);
    sql_run(&q);
}

// Whether this run would have listed the unit if it were still there. `database` listed it before;
// NULL not known.
static bool is_gone(Record *rec, const char *path, const char *database) {
    StrBuf *full = &rec->scratch;
    record_full_path(rec, path, full);
    if (!in_scope(rec, strbuf_text(full)))
        return false;
    if (!database || strcmp(database, rec->meta->database ? rec->meta->database : "") == 0)
        return true;
    return record_is_missing(rec, path) || (*database && record_is_missing(rec, database));
}

static void find_gone(Record *rec) {
    VEC(int64_t) gone = {0};
    Sql q = sql_use(rec->store, SQL_UNIT_LACKED);
    sql_int(&q, rec->project);
    sql_int(&q, rec->run);
    while (sql_row(&q)) {
        bool known = sql_column(&q, 2);
        if (is_gone(rec, sql_column_text(&q, 1), known ? sql_column_text(&q, 3) : NULL))
            vec_push(&gone, sql_column(&q, 0));
    }
    sql_end(&q);
    vec_each (const int64_t, unit, &gone) {
        Sql set = sql_use(rec->store, SQL_UNIT_GONE);
        sql_int(&set, *unit);
        sql_run(&set);
    }
    vec_fini(&gone);
}

static void settle_units(Record *rec) {
    find_gone(rec);
    Sql all = sql_use(rec->store, SQL_UNIT_ALL_SETTLED);
    sql_int(&all, rec->project);
    sql_int(&all, rec->run);
    rec->settled = sql_row(&all) && sql_column(&all, 0);
    sql_end(&all);
}

void record_init(Record *rec, Store *s, const RunReport *r, const RunMeta *meta) {
    *rec = (Record){.store = s, .report = r, .meta = meta};
    interner_init(&rec->paths);
    write_project(rec);
    write_run(rec);
    rec->delta.run_id = rec->run;
    vec_each (const UnitRecord, u, &r->units)
        write_unit(rec, u);
    vec_each (const OpaqueRecord, o, &r->opaque)
        write_coverage(rec, o);
    settle_units(rec);
}

void record_fini(Record *rec) {
    strbuf_fini(&rec->scratch);
    vec_fini(&rec->files);
    interner_fini(&rec->paths);
}
