// SPDX-License-Identifier: Apache-2.0
#include "report_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <ftw.h>
#include <sqlite3.h>
#include <unistd.h>

void place_make(Place *p) {
    snprintf(p->dir, sizeof p->dir, "/tmp/mapleak-store-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->db, sizeof p->db, "%s/.mapleak/findings.db", p->dir);
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *walk) {
    UNUSED(st), UNUSED(flag), UNUSED(walk);
    return remove(path);
}

void place_remove(Place *p) {
    assert_int_equal(nftw(p->dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void make_unit(RunReport *r, const char *path) {
    vec_push(&r->units, (UnitRecord){.path = path,
                                     .outcome = UNIT_ANALYSED,
                                     .reason = "",
                                     .functions = 10,
                                     .statements = 100,
                                     .opaque = 1});
}

void make_failed_unit(RunReport *r, const char *path, const char *reason) {
    vec_push(&r->units, (UnitRecord){.path = path, .outcome = UNIT_FAILED, .reason = reason});
}

Finding *make_finding(RunReport *r, const char *path, uint32_t line, char print) {
    char fingerprint[33];
    memset(fingerprint, print, 32);
    FindingStep *steps = ARENA_ARRAY(&r->arena, FindingStep, 2);
    steps[0] = (FindingStep){{path, NULL, 3, 1}, "registry is declared here"};
    steps[1] = (FindingStep){{path, NULL, line, 5}, "a request inserts here"};
    vec_push(&r->findings, (Finding){.rule = "grow-only",
                                     .severity = SEVERITY_WARNING,
                                     .confidence = CONFIDENCE_HIGH,
                                     .message = "registry only grows",
                                     .spot = {path, NULL, line, 5},
                                     .steps = steps,
                                     .nsteps = 2,
                                     .holder = "registry",
                                     .function = "reg_add",
                                     .suppression = "",
                                     .fingerprint = arena_strndup(&r->arena, fingerprint, 32)});
    return vec_last(&r->findings);
}

RunDelta store_scope_and_release(Store *s, RunReport *r, const char *scope, const char *database) {
    Error err = {0};
    RunMeta meta = {.started = "2024-05-01T10:00:00Z",
                    .seconds = 1.5,
                    .arguments = "mapleak scan",
                    .revision = "",
                    .database = database,
                    .scope = &scope,
                    .nscope = scope ? 1 : 0};
    RunDelta delta = {0};
    if (!r->root[0])
        r->root = "/nowhere/project";
    if (store_run(s, r, &meta, &delta, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    run_report_fini(r);
    run_report_init(r);
    return delta;
}

RunDelta store_and_release(Store *s, RunReport *r) {
    return store_scope_and_release(s, r, NULL, "compile_commands.json");
}

RunDelta store_whole_and_release(Store *s, RunReport *r) {
    return store_scope_and_release(s, r, "/", "compile_commands.json");
}

const char *ask_rows(Store *s, const char *sql) {
    static char text[65536];
    StrBuf out = {0};
    Error err = {0};
    if (store_query(s, sql, TABLE_CSV, &out, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    const char *rows = strstr(strbuf_text(&out), "\r\n");
    assert_non_null(rows);
    snprintf(text, sizeof text, "%s", rows + 2);
    strbuf_fini(&out);
    return text;
}

int64_t ask(Store *s, const char *sql) {
    const char *rows = ask_rows(s, sql);
    return *rows ? strtoll(rows, NULL, 10) : -1;
}

Store *open_store(const Place *p) {
    Store *s;
    Error err = {0};
    if (store_open(&s, p->db, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return s;
}

void meddle(const char *path, const char *sql) {
    sqlite3 *db;
    char *why = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}
