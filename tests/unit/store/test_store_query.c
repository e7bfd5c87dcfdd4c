// SPDX-License-Identifier: Apache-2.0
//
// What a query may do, and what its answer looks like.
#include "report_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <jansson.h>
#include <sqlite3.h>

static Place place;
static Store *store; // read-only, over a database with one run

static void add_map(RunReport *r, const char *holder, const char *verdict, const char *bound,
                    const char *lock) {
    MapOperation *ops = ARENA_ARRAY(&r->arena, MapOperation, 3);
    HeldLock *held = ARENA_NEW(&r->arena, HeldLock);
    *held = (HeldLock){lock, "exclusive"};
    ops[0] = (MapOperation){"put", {"a.c", NULL, 41, 5}, "reg_add", "in a loop", NULL, 0};
    ops[1] = (MapOperation){"put", {"a.c", NULL, 48, 5}, "reg_set", "", held, lock ? 1 : 0};
    ops[2] = (MapOperation){"get", {"a.c", NULL, 60, 5}, "reg_get", "", NULL, 0};
    vec_push(&r->maps, (MapRecord){.holder = holder,
                                   .kind = "global",
                                   .library = "glib",
                                   .type = "GHashTable *",
                                   .spot = {"a.c", NULL, 12, 20},
                                   .bound = bound,
                                   .verdict = verdict,
                                   .operations = ops,
                                   .noperations = 3});
}

static int set_up(void **state) {
    UNUSED(state);
    place_make(&place);
    Store *s = open_store(&place);
    RunReport r;
    run_report_init(&r);
    make_unit(&r, "a.c");
    make_failed_unit(&r, "b.c", "crashed by signal 11");
    make_finding(&r, "a.c", 41, 'a');
    make_finding(&r, "a.c", 52, 'b')->rule = "escape";
    make_finding(&r, "a.c", 60, 'c');
    add_map(&r, "cache", "bounded", "entries are removed", NULL);
    add_map(&r, "registry", "grows", "", "registry_lock");
    vec_push(&r.opaque, (OpaqueRecord){"inline assembly", 7});
    vec_push(&r.threads, (ThreadRecord){"worker", "start routine", {"a.c", NULL, 70, 3}, true});
    store_and_release(s, &r);
    run_report_fini(&r);
    store_close(s);
    Error err = {0};
    if (store_open_readonly(&store, place.db, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return 0;
}

static int tear_down(void **state) {
    UNUSED(state);
    store_close(store);
    place_remove(&place);
    return 0;
}

static void assert_answer(const char *sql, TableFormat format, const char *answer) {
    StrBuf out = {0};
    Error err = {0};
    if (store_query(store, sql, format, &out, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_string_equal(strbuf_text(&out), answer);
    strbuf_fini(&out);
}

static void assert_refused(Store *s, const char *sql, const char *word) {
    StrBuf out = {0};
    Error err = {0};
    strbuf_adds(&out, "before");
    if (store_query(s, sql, TABLE_CSV, &out, &err) != STATUS_USAGE || !strstr(err.text, word))
        fail_msg("%s: %s", sql, err.text);
    assert_string_equal(out.s, "before");
    strbuf_fini(&out);
}

static void whatever_does_not_read_is_refused(void **state) {
    UNUSED(state);
    static const char *const statements[] = {
        "DELETE FROM finding",
        "UPDATE finding SET status = 'fixed'",
        "INSERT INTO project (root, created) VALUES ('x', 'y')",
        "DROP TABLE finding",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE t (x)",
        "CREATE TEMP VIEW v AS SELECT 1",
        "ATTACH '/tmp/x.db' AS x",
        "DETACH main",
        "PRAGMA user_version",
        "PRAGMA user_version = 7",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = ON",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "VACUUM",
        "VACUUM INTO '/tmp/x.db'",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT s",
        "REINDEX",
        "ANALYZE",
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    };
    Store *writer = open_store(&place);
    for (size_t i = 0; i < COUNT_OF(statements); i++) {
        assert_refused(store, statements[i], "refused");
        assert_refused(writer, statements[i], "refused");
    }
    store_close(writer);
}

static void a_store_still_writes_after_a_query(void **state) {
    UNUSED(state);
    Store *writer = open_store(&place);
    assert_int_equal(ask(writer, "SELECT count(*) FROM run"), 1);
    RunReport r;
    run_report_init(&r);
    make_unit(&r, "a.c");
    store_and_release(writer, &r);
    run_report_fini(&r);
    assert_int_equal(ask(writer, "SELECT count(*) FROM run"), 2);
    assert_int_equal(ask(store, "SELECT count(*) FROM run"), 2);
    store_close(writer);
}

static void wrong_statements_say_why(void **state) {
    UNUSED(state);
    assert_refused(store, "SELECT 1; DELETE FROM finding", "more than one statement");
    assert_refused(store, "SELECT 1; SELECT 2", "more than one statement");
    assert_refused(store, "  -- nothing", "empty");
    assert_refused(store, "", "empty");
    assert_refused(store, "SELEC 1", "syntax error");
    assert_refused(store, "SELECT nope FROM finding", "no such column");
    assert_refused(store, "no-such-name", "open-findings");
    assert_answer("SELECT 1 AS x; -- done\n ;", TABLE_CSV, "x\r\n1\r\n");
}

static void a_long_query_is_stopped(void **state) {
    UNUSED(state);
    store_set_time_limit(store, 0.2);
    assert_refused(store,
                   "SELECT count(*) FROM step a, step b, step c, step d, step e, step f, step g, "
                   "step h, step i, step j, step k, step l",
                   "longer than 0.2 s");
    assert_refused(store, "SELECT length(zeroblob(900000000))", "too large");
    assert_refused(store, "SELECT hex(zeroblob(60000000))", "too large");
}

static void text_is_aligned(void **state) {
    UNUSED(state);
    assert_answer("findings-by-rule", TABLE_TEXT,
                  "rule       findings  high  medium  low\n"
                  "---------  --------  ----  ------  ---\n"
                  "grow-only         2     2       0    0\n"
                  "escape            1     1       0    0\n");
    assert_answer("SELECT rule FROM open_findings WHERE 0", TABLE_TEXT, "rule\n----\n");
    assert_answer("SELECT '\xe6\xbc\xa2\xe5\xad\x97' AS a, NULL AS b, 'x' AS c", TABLE_TEXT,
                  "a     b  c\n----  -  -\n\xe6\xbc\xa2\xe5\xad\x97     x\n");
}

static void text_is_cut_to_its_width(void **state) {
    UNUSED(state);
    store_set_width(store, 30);
    assert_answer("SELECT path, line, message, holder FROM open_findings WHERE line = 41",
                  TABLE_TEXT,
                  "path  line  message   holder\n"
                  "----  ----  --------  --------\n"
                  "a.c     41  regis...  registry\n");
    store_set_width(store, 1);
    assert_answer("SELECT 123456789012 AS n", TABLE_TEXT, "       n\n--------\n12345...\n");
    store_set_width(store, 0);
}

static void control_characters_do_not_reach_the_terminal(void **state) {
    UNUSED(state);
    assert_answer(
        "SELECT 'a' || char(27) || '[2J' || char(10) || char(9) || char(0x202E) AS \"x\x1b\"",
        TABLE_TEXT,
        "x\\x1b\n----------------------------\n"
        "a\\x1b[2J\\x0a\\x09\\xe2\\x80\\xae\n");
}

static void csv_follows_rfc_4180(void **state) {
    UNUSED(state);
    assert_answer(
        "SELECT 'a,b' AS \"x,y\", 'say \"hi\"' AS q, 'two' || char(13, 10) || 'lines' AS l,"
        " NULL AS n, 1.5 AS r, x'00ff' AS b",
        TABLE_CSV,
        "\"x,y\",q,l,n,r,b\r\n\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",,1.5,00ff\r\n");
}

static void json_is_valid_whatever_is_inside(void **state) {
    UNUSED(state);
    assert_answer("SELECT 1 AS i, 1.5 AS r, NULL AS n, 'x\"\\' AS s, 9e999 AS inf, x'0aff' AS b",
                  TABLE_JSON,
                  "[\n  {\"i\": 1, \"r\": 1.5, \"n\": null, \"s\": \"x\\\"\\\\\", \"inf\": null, "
                  "\"b\": \"0aff\"}\n]\n");
    assert_answer("SELECT 1 AS x WHERE 0", TABLE_JSON, "[]\n");
    StrBuf out = {0};
    Error err = {0};
    assert_int_equal(
        store_query(store,
                    "SELECT CAST(x'e28001ff80c3c280e280aeeda080f4908080' AS TEXT) AS a"
                    " UNION ALL SELECT char(1,9,10,127,133,0x200b,0x2014,0x202a,0x2066,0x1F600)",
                    TABLE_JSON, &out, &err),
        STATUS_OK);
    json_error_t why;
    json_t *root = json_loads(out.s, JSON_ALLOW_NUL, &why);
    if (!root)
        fail_msg("%s in %s", why.text, out.s);
    assert_int_equal(json_array_size(root), 2);
    json_decref(root);
    assert_null(strstr(out.s, "\xe2\x80\xae"));
    assert_non_null(strstr(out.s, "\\u200b\xe2\x80\x94\\u202a\\u2066\xf0\x9f\x98\x80"));
    strbuf_fini(&out);
}

static void saved_queries_answer(void **state) {
    UNUSED(state);
    static const struct {
        const char *name, *rows;
    } expected[] = {
        {"failed-units", "b.c,crashed by signal 11,2024-05-01T10:00:00Z\r\n"},
        {"findings-by-rule", "grow-only,2,2,0,0\r\nescape,1,1,0,0\r\n"},
        {"fixed-findings", ""},
        {"growth-suspects", "registry,global,glib,grows,2,0,a.c,12\r\n"},
        {"hot-files", "a.c,3,2,1\r\n"},
        {"maps", "cache,global,glib,bounded,entries are removed,2,0,a.c,12\r\n"
                 "registry,global,glib,grows,,2,0,a.c,12\r\n"},
        {"maps-by-library", "glib,2,1,1,0\r\n"},
        {"new-findings", "a.c,41,grow-only,warning,high,new,registry only grows\r\n"
                         "a.c,52,escape,warning,high,new,registry only grows\r\n"
                         "a.c,60,grow-only,warning,high,new,registry only grows\r\n"},
        {"opaque-reasons", "inline assembly,7,7.0\r\n"},
        {"runs", "1,2024-05-01T10:00:00Z,1.5,1,1,3,0,0,0,\r\n"},
        {"unlocked-writes", "registry,put,reg_add,a.c,41,registry_lock\r\n"},
    };
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_string_equal(ask_rows(store, expected[i].name), expected[i].rows);
    assert_string_equal(ask_rows(store, "SELECT function, many FROM thread_root"), "worker,1\r\n");
}

// Calls `check` with the name of each saved query.
static void each_saved_query(void (*check)(const char *name)) {
    StrBuf list = {0};
    store_list_queries(&list);
    assert_null(strstr(strbuf_text(&list), "SPDX"));
    char *rest = list.s;
    for (char *line = strtok_r(rest, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        assert_non_null(strstr(line, "  "));
        line[strcspn(line, " ")] = '\0';
        check(line);
    }
    strbuf_fini(&list);
}

static void check_runs(const char *name) {
    StrBuf out = {0};
    Error err = {0};
    for (TableFormat format = TABLE_TEXT; format <= TABLE_JSON; format++)
        if (store_query(store, name, format, &out, &err) != STATUS_OK)
            fail_msg("%s: %s", name, err.text);
    strbuf_fini(&out);
}

static void every_saved_query_runs_in_every_format(void **state) {
    UNUSED(state);
    each_saved_query(check_runs);
}

// The statement of a saved query, by the file it was made from.
static char *query_text(const char *name) {
    char path[512];
    static char text[4096];
    snprintf(path, sizeof path, "%s/%s.sql", QUERIES_DIR, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

// A plan line "SCAN table" without an index reads a whole table. Projects, runs and the maps of the
// inventory that is asked for as a whole may be read so.
static void check_plan(const char *name) {
    sqlite3 *db;
    sqlite3_stmt *stmt;
    StrBuf sql = {0};
    strbuf_printf(&sql, "EXPLAIN QUERY PLAN %s", query_text(name));
    assert_int_equal(sqlite3_open(place.db, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql.s, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(stmt, 3);
        bool small = strncmp(line, "SCAN p", 6) == 0 || strncmp(line, "SCAN run", 8) == 0 ||
                     strncmp(line, "SCAN r", 7) == 0 ||
                     (strcmp(name, "maps") == 0 && strcmp(line, "SCAN m") == 0);
        if (strncmp(line, "SCAN ", 5) == 0 && !strstr(line, "USING") && !small)
            fail_msg("%s: %s", name, line);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    strbuf_fini(&sql);
}

static void no_saved_query_reads_a_whole_table(void **state) {
    UNUSED(state);
    each_saved_query(check_plan);
}

static void hostile_strings_are_only_values(void **state) {
    UNUSED(state);
    static const char evil[] = "x'); DROP TABLE finding; --\x1b[31m\xff\xfe\"\n\xe2\x80\xae";
    Store *writer = open_store(&place);
    RunReport r;
    run_report_init(&r);
    r.root = evil;
    r.version = evil;
    make_unit(&r, evil);
    Finding *f = make_finding(&r, evil, 1, 'e');
    f->rule = f->message = f->holder = f->function = evil;
    vec_push(&r.opaque, (OpaqueRecord){evil, 1});
    add_map(&r, evil, evil, evil, evil);
    store_and_release(writer, &r);
    run_report_fini(&r);
    store_close(writer);
    assert_int_equal(ask(store, "SELECT count(*) FROM finding"), 4);
    StrBuf hex = {0};
    for (size_t i = 0; evil[i]; i++)
        strbuf_printf(&hex, "%02X", (unsigned char)evil[i]);
    strbuf_adds(&hex, "\r\n");
    assert_string_equal(ask_rows(store, "SELECT hex(message) FROM open_findings WHERE line = 1"),
                        hex.s);
    strbuf_fini(&hex);
    each_saved_query(check_runs);
    assert_answer("SELECT holder AS h FROM map WHERE id = 3", TABLE_TEXT,
                  "h\n------------------------------------------------------------\n"
                  "x'); DROP TABLE finding; --\\x1b[31m\\xff\\xfe\"\\x0a\\xe2\\x80\\xae\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(whatever_does_not_read_is_refused),
        TEST(a_store_still_writes_after_a_query),
        TEST(wrong_statements_say_why),
        TEST(a_long_query_is_stopped),
        TEST(text_is_aligned),
        TEST(text_is_cut_to_its_width),
        TEST(control_characters_do_not_reach_the_terminal),
        TEST(csv_follows_rfc_4180),
        TEST(json_is_valid_whatever_is_inside),
        TEST(saved_queries_answer),
        TEST(every_saved_query_runs_in_every_format),
        TEST(no_saved_query_reads_a_whole_table),
        TEST(hostile_strings_are_only_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
