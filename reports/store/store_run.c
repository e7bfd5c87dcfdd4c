// SPDX-License-Identifier: Apache-2.0
//
// Decides the status of every finding by comparing a run with what the database holds:
//
//     seen now, never before                       new
//     seen now, open before                        unchanged
//     seen now, fixed or suppressed before         reopened
//     open before, not seen, its units analysed    fixed
//     open before, not seen, a unit failed         stays as it was
//     open before, not seen, its function does     stays as it was
//       not parse
//
// A finding is looked up by fingerprint and file. One that is not found may have moved: an open one
// with the same fingerprint, not seen by this run in a file that is gone or whose unit the run
// analysed, is the same finding in a new place.
//
// Invariants:
//  1. A run is one transaction, begun IMMEDIATE: its reads see no other run's half, and run ids
//     count up in order of commit.
//  2. Work is linear in findings and steps, but for the b-trees' depth.
#include "record.h"

#include "inventory.h"

#include <xxhash.h>

VEC_TYPEDEF(FindingIds, int64_t);

typedef enum { SEEN_NEW, SEEN_UNCHANGED, SEEN_REOPENED } Seen;

typedef struct {
    int64_t id;
    bool fixed, suppressed;
    int64_t last_run;
} Known;

static void digest_text(StrBuf *b, const char *s) {
    strbuf_add(b, s ? s : "", s ? strlen(s) + 1 : 1);
}

static void digest_spot(StrBuf *b, const Spot *spot) {
    digest_text(b, spot->path);
    strbuf_printf(b, "%u:%u ", spot->line, spot->col);
}

// Of everything that an occurrence and its steps hold.
static int64_t digest(Record *rec, const Finding *f) {
    StrBuf *b = &rec->scratch;
    strbuf_clear(b);
    strbuf_printf(b, "%d %d ", (int)f->severity, (int)f->confidence);
    digest_spot(b, &f->spot);
    digest_text(b, f->message);
    for (uint32_t i = 0; i < f->nsteps; i++) {
        digest_spot(b, &f->steps[i].spot);
        digest_text(b, f->steps[i].text);
    }
    return (int64_t)XXH3_64bits(b->s, b->len);
}

static void write_occurrence(Record *rec, int64_t finding, const Finding *f) {
    Sql q = sql_use(rec->store, SQL_OCCURRENCE_ADD);
    sql_int(&q, finding);
    sql_int(&q, rec->run);
    sql_text(&q, severity_name(f->severity));
    sql_text(&q, confidence_name(f->confidence));
    sql_int(&q, f->spot.line);
    sql_int(&q, f->spot.col);
    sql_text(&q, f->message);
    sql_int(&q, digest(rec, f));
    int64_t occurrence = sql_insert(&q);
    for (uint32_t i = 0; i < f->nsteps; i++) {
        int64_t file = record_file(rec, f->steps[i].spot.path);
        Sql step = sql_use(rec->store, SQL_STEP_ADD);
        sql_int(&step, occurrence);
        sql_int(&step, i + 1);
        sql_int(&step, file);
        sql_int(&step, f->steps[i].spot.line);
        sql_int(&step, f->steps[i].spot.col);
        sql_text(&step, f->steps[i].text);
        sql_run(&step);
    }
}

// Lengthens the span of the last occurrence if it looked the same, else starts another.
static void continue_occurrence(Record *rec, const Known *known, const Finding *f) {
    int64_t same = 0;
    if (!known->fixed) {
        Sql q = sql_use(rec->store, SQL_OCCURRENCE_FIND);
        sql_int(&q, known->id);
        sql_int(&q, known->last_run);
        if (sql_row(&q) && sql_column(&q, 1) == digest(rec, f))
            same = sql_column(&q, 0);
        sql_end(&q);
    }
    if (!same) {
        write_occurrence(rec, known->id, f);
        return;
    }
    Sql q = sql_use(rec->store, SQL_OCCURRENCE_SEEN);
    sql_int(&q, same);
    sql_int(&q, rec->run);
    sql_run(&q);
}

static void write_suppression(Record *rec, int64_t finding, const Finding *f) {
    Sql q = sql_use(rec->store, f->suppressed ? SQL_SUPPRESSION_PUT : SQL_SUPPRESSION_DROP);
    sql_int(&q, finding);
    if (f->suppressed) {
        sql_text(&q, f->suppression);
        sql_int(&q, rec->run);
    }
    sql_run(&q);
}

static void count(Record *rec, const Finding *f, Seen seen) {
    if (f->suppressed)
        return;
    rec->delta.added += seen == SEEN_NEW;
    rec->delta.unchanged += seen == SEEN_UNCHANGED;
    rec->delta.reopened += seen == SEEN_REOPENED;
}

static int64_t unit_of(Record *rec, const Finding *f) {
    return record_unit(rec, f->unit && f->unit[0] ? f->unit : f->spot.path);
}

static void write_new(Record *rec, const Finding *f) {
    int64_t file = record_file(rec, f->spot.path), unit = unit_of(rec, f);
    Sql q = sql_use(rec->store, SQL_FINDING_ADD);
    sql_int(&q, rec->project);
    sql_text(&q, f->fingerprint);
    sql_int(&q, file);
    sql_id(&q, unit);
    sql_text(&q, f->rule);
    sql_text(&q, f->function);
    sql_text(&q, f->holder);
    sql_int(&q, f->suppressed);
    sql_int(&q, rec->run);
    int64_t id = sql_insert(&q);
    write_occurrence(rec, id, f);
    if (f->suppressed)
        write_suppression(rec, id, f);
    count(rec, f, SEEN_NEW);
}

static void write_known(Record *rec, const Known *known, const Finding *f) {
    bool back = known->fixed || (known->suppressed && !f->suppressed);
    int64_t file = record_file(rec, f->spot.path), unit = unit_of(rec, f);
    continue_occurrence(rec, known, f);
    Sql q = sql_use(rec->store, SQL_FINDING_SEEN);
    sql_int(&q, known->id);
    sql_int(&q, file);
    sql_id(&q, unit);
    sql_text(&q, back ? "reopened" : "unchanged");
    sql_int(&q, f->suppressed);
    sql_int(&q, rec->run);
    sql_run(&q);
    if (known->suppressed || f->suppressed)
        write_suppression(rec, known->id, f);
    count(rec, f, back ? SEEN_REOPENED : SEEN_UNCHANGED);
}

static bool find_known(Record *rec, const Finding *f, Known *known) {
    int64_t file = record_file(rec, f->spot.path);
    Sql q = sql_use(rec->store, SQL_FINDING_FIND);
    sql_int(&q, rec->project);
    sql_text(&q, f->fingerprint);
    sql_int(&q, file);
    bool found = sql_row(&q);
    if (found)
        *known =
            (Known){sql_column(&q, 0), sql_column(&q, 1), sql_column(&q, 2), sql_column(&q, 3)};
    sql_end(&q);
    return found;
}

static bool find_moved(Record *rec, const Finding *f, Known *known) {
    Sql q = sql_use(rec->store, SQL_FINDING_MOVABLE);
    sql_int(&q, rec->project);
    sql_text(&q, f->fingerprint);
    sql_int(&q, rec->run);
    bool found = false;
    while (!found && sql_row(&q)) {
        bool settled = sql_column(&q, 4), listed = sql_column(&q, 5);
        found = settled || (!listed && record_is_missing(rec, sql_column_text(&q, 3)));
        if (found)
            *known = (Known){sql_column(&q, 0), false, sql_column(&q, 1), sql_column(&q, 2)};
    }
    sql_end(&q);
    return found;
}

// In two passes: a finding that is still in its place is never taken for one that moved.
static void write_findings(Record *rec) {
    VEC(const Finding *) unknown = {0};
    Known known;
    vec_each (const Finding, f, &rec->report->findings) {
        BUG_ON(!f->fingerprint);
        if (!find_known(rec, f, &known))
            vec_push(&unknown, f);
        else if (known.last_run != rec->run) // else a repeat within the report
            write_known(rec, &known, f);
    }
    vec_each (const Finding *, f, &unknown) {
        if (find_known(rec, *f, &known))
            continue; // a repeat of one that was just written
        if (find_moved(rec, *f, &known))
            write_known(rec, &known, *f);
        else
            write_new(rec, *f);
    }
    vec_fini(&unknown);
}

// A path and a function as one text.
static const char *function_key(Record *rec, const char *path, const char *function) {
    strbuf_clear(&rec->scratch);
    strbuf_printf(&rec->scratch, "%s\n%s", path, function);
    return strbuf_text(&rec->scratch);
}

static void find_fixed(Record *rec, const Interner *unreliable, FindingIds *out) {
    Sql q = sql_use(rec->store, SQL_FINDING_FIXABLE);
    sql_int(&q, rec->project);
    sql_int(&q, rec->run);
    sql_int(&q, rec->settled);
    while (sql_row(&q)) {
        const char *key = function_key(rec, sql_column_text(&q, 1), sql_column_text(&q, 2));
        if (intern_find(unreliable, key, strlen(key)).v)
            continue;
        vec_push(out, sql_column(&q, 0));
        rec->delta.fixed += !sql_column(&q, 3);
    }
    sql_end(&q);
}

static void fix_unseen(Record *rec) {
    Interner unreliable;
    FindingIds fixed = {0};
    interner_init(&unreliable);
    vec_each (const FunctionRecord, f, &rec->report->unreliable)
        intern(&unreliable, function_key(rec, f->path, f->function));
    find_fixed(rec, &unreliable, &fixed);
    vec_each (const int64_t, id, &fixed) {
        Sql fix = sql_use(rec->store, SQL_FINDING_FIX);
        sql_int(&fix, *id);
        sql_int(&fix, rec->run);
        sql_run(&fix);
    }
    vec_fini(&fixed);
    interner_fini(&unreliable);
}

static void write_delta(Record *rec) {
    Sql q = sql_use(rec->store, SQL_RUN_DELTA);
    sql_int(&q, rec->run);
    sql_int(&q, rec->delta.added);
    sql_int(&q, rec->delta.unchanged);
    sql_int(&q, rec->delta.fixed);
    sql_int(&q, rec->delta.reopened);
    sql_run(&q);
}

Status store_run(Store *s, const RunReport *r, const RunMeta *meta, RunDelta *delta, Error *err) {
    BUG_ON(s->readonly);
    Record rec;
    sql_exec(s, "BEGIN IMMEDIATE");
    record_init(&rec, s, r, meta);
    write_findings(&rec);
    fix_unseen(&rec);
    inventory_write(&rec);
    write_delta(&rec);
    sql_exec(s, "COMMIT");
    Status status = sql_failure(s, err);
    if (status == STATUS_OK && delta)
        *delta = rec.delta;
    if (!sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    record_fini(&rec);
    return status;
}
