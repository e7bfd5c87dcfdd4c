// SPDX-License-Identifier: Apache-2.0
//
// Writes what a run is and what it covered. Paths are asked for once each: a table in memory keeps
// the row of every path that the run names.
#include "record.h"

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
    sql_int(&q, rec->meta->whole);
    const uint64_t counts[] = {t.analysed,   t.failed, t.functions,
                               t.statements, t.opaque, t.unreliable};
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        sql_int(&q, (int64_t)counts[i]);
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

static void settle_units(Record *rec) {
    if (rec->meta->whole) {
        Sql gone = sql_use(rec->store, SQL_UNIT_GONE);
        sql_int(&gone, rec->project);
        sql_int(&gone, rec->run);
        sql_run(&gone);
    }
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
