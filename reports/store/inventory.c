// SPDX-License-Identifier: Apache-2.0
//
// Decides which maps the inventory still holds. A run replaces the maps that are declared in a unit
// it analysed, the maps that it saw again, and all of them when it analysed every unit. What it
// could not see stays as the last run left it.
//
// LIMIT: a run over a part of the units sees only that part's operations on a map in a header.
#include "inventory.h"

static void drop(Record *rec, SqlId all, SqlId settled) {
    Sql q = sql_use(rec->store, rec->settled ? all : settled);
    sql_int(&q, rec->project);
    if (!rec->settled)
        sql_int(&q, rec->run);
    sql_run(&q);
}

static void drop_seen(Record *rec, const MapRecord *m) {
    int64_t file = record_file(rec, m->spot.path);
    Sql q = sql_use(rec->store, SQL_MAP_DROP_SEEN);
    sql_int(&q, rec->project);
    sql_text(&q, m->holder);
    sql_int(&q, file);
    sql_int(&q, rec->run);
    sql_run(&q);
}

static int64_t write_map(Record *rec, const MapRecord *m) {
    int64_t file = record_file(rec, m->spot.path);
    int64_t bound = m->bound_spot.path ? record_file(rec, m->bound_spot.path) : 0;
    Sql q = sql_use(rec->store, SQL_MAP_ADD);
    sql_int(&q, rec->project);
    sql_int(&q, rec->run);
    sql_text(&q, m->holder);
    sql_text(&q, m->kind);
    sql_text(&q, m->library);
    sql_text(&q, m->type);
    sql_int(&q, file);
    sql_int(&q, m->spot.line);
    sql_int(&q, m->spot.col);
    sql_text(&q, m->verdict);
    sql_text(&q, m->bound);
    sql_id(&q, bound);
    sql_id(&q, bound ? m->bound_spot.line : 0);
    sql_id(&q, bound ? m->bound_spot.col : 0);
    return sql_insert(&q);
}

static void write_operation(Record *rec, int64_t map, uint32_t ordinal, const MapOperation *op) {
    int64_t file = record_file(rec, op->spot.path);
    Sql q = sql_use(rec->store, SQL_OPERATION_ADD);
    sql_int(&q, map);
    sql_int(&q, ordinal);
    sql_text(&q, op->kind);
    sql_text(&q, op->function);
    sql_int(&q, file);
    sql_int(&q, op->spot.line);
    sql_int(&q, op->spot.col);
    sql_text(&q, op->detail);
    int64_t id = sql_insert(&q);
    for (uint32_t i = 0; i < op->nlocks; i++) {
        Sql lock = sql_use(rec->store, SQL_LOCK_ADD);
        sql_int(&lock, id);
        sql_text(&lock, op->locks[i].name);
        sql_text(&lock, op->locks[i].mode);
        sql_run(&lock);
    }
}

static void write_thread(Record *rec, const ThreadRecord *t) {
    int64_t file = record_file(rec, t->spot.path);
    Sql q = sql_use(rec->store, SQL_THREAD_ADD);
    sql_int(&q, rec->project);
    sql_int(&q, rec->run);
    sql_text(&q, t->function);
    sql_text(&q, t->kind);
    sql_int(&q, file);
    sql_int(&q, t->spot.line);
    sql_int(&q, t->spot.col);
    sql_int(&q, t->many);
    sql_run(&q);
}

void inventory_write(Record *rec) {
    drop(rec, SQL_MAP_DROP_ALL, SQL_MAP_DROP_SETTLED);
    drop(rec, SQL_THREAD_DROP_ALL, SQL_THREAD_DROP_SETTLED);
    vec_each (const MapRecord, m, &rec->report->maps) {
        if (!rec->settled)
            drop_seen(rec, m);
        int64_t map = write_map(rec, m);
        for (uint32_t i = 0; i < m->noperations; i++)
            write_operation(rec, map, i + 1, &m->operations[i]);
    }
    vec_each (const ThreadRecord, t, &rec->report->threads)
        write_thread(rec, t);
}
