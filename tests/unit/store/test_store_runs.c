// SPDX-License-Identifier: Apache-2.0
//
// The status of a finding over several runs.
#include "report_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <unistd.h>

typedef struct {
    Place place;
    Store *store;
    RunReport report; // empty at the start of a test
} Fixture;

static Fixture fixture;

static int set_up(void **state) {
    place_make(&fixture.place);
    fixture.store = open_store(&fixture.place);
    run_report_init(&fixture.report);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    Fixture *f = *state;
    run_report_fini(&f->report);
    store_close(f->store);
    place_remove(&f->place);
    return 0;
}

// A run over the analysed unit a.c with one finding at `line`.
static RunDelta run_with(Fixture *f, uint32_t line) {
    make_unit(&f->report, "a.c");
    make_finding(&f->report, "a.c", line, 'a');
    return store_and_release(f->store, &f->report);
}

static RunDelta run_without(Fixture *f) {
    make_unit(&f->report, "a.c");
    return store_and_release(f->store, &f->report);
}

static void assert_delta(RunDelta d, uint32_t added, uint32_t unchanged, uint32_t fixed,
                         uint32_t reopened) {
    assert_int_equal(d.added, added);
    assert_int_equal(d.unchanged, unchanged);
    assert_int_equal(d.fixed, fixed);
    assert_int_equal(d.reopened, reopened);
}

static void a_finding_is_new_unchanged_fixed_reopened(void **state) {
    Fixture *f = *state;
    assert_delta(run_with(f, 41), 1, 0, 0, 0);
    assert_delta(run_with(f, 41), 0, 1, 0, 0);
    assert_delta(run_without(f), 0, 0, 1, 0);
    assert_delta(run_without(f), 0, 0, 0, 0);
    assert_delta(run_with(f, 41), 0, 0, 0, 1);
    assert_delta(run_with(f, 41), 0, 1, 0, 0);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM finding"), 1);
    assert_int_equal(ask(f->store, "SELECT first_run FROM finding"), 1);
    assert_int_equal(ask(f->store, "SELECT last_run FROM finding"), 6);
    assert_int_equal(ask(f->store, "SELECT fixed_run IS NULL FROM finding"), 1);
}

static void an_occurrence_spans_runs_until_something_changes(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    run_with(f, 41);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM occurrence"), 1);
    assert_int_equal(ask(f->store, "SELECT last_run FROM occurrence"), 2);
    run_with(f, 52);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM occurrence"), 2);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM step"), 4);
    assert_int_equal(ask(f->store, "SELECT line FROM open_findings"), 52);
}

static void a_failed_unit_fixes_nothing(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    make_failed_unit(&f->report, "a.c", "crashed by signal 11");
    assert_delta(store_and_release(f->store, &f->report), 0, 0, 0, 0);
    assert_string_equal(ask_rows(f->store, "SELECT status, last_run FROM finding"), "new,1\r\n");
    assert_string_equal(ask_rows(f->store, "failed-units"),
                        "a.c,crashed by signal 11,2024-05-01T10:00:00Z\r\n");
    assert_delta(run_without(f), 0, 0, 1, 0);
}

static void a_unit_that_is_not_in_the_run_keeps_its_findings(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    make_unit(&f->report, "b.c");
    assert_delta(store_and_release(f->store, &f->report), 0, 0, 0, 0);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM open_findings"), 1);
}

static void a_unit_that_a_whole_run_lacks_is_gone(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    make_unit(&f->report, "b.c");
    assert_delta(store_whole_and_release(f->store, &f->report), 0, 0, 1, 0);
    assert_string_equal(ask_rows(f->store, "SELECT outcome FROM unit ORDER BY id"),
                        "gone\r\nanalysed\r\n");
}

static void run_of(Fixture *f, const char *unit, char print, const char *scope,
                   const char *database, uint32_t fixed) {
    make_unit(&f->report, unit);
    if (print)
        make_finding(&f->report, unit, 41, print);
    RunDelta d = store_scope_and_release(f->store, &f->report, scope, database);
    assert_int_equal(d.fixed, fixed);
}

// The databases and a.c, b.c exist: nothing but the lists tells that something is gone.
static void two_databases_do_not_take_each_others_units_away(void **state) {
    Fixture *f = *state;
    static const char *const names[] = {"one.json", "two.json", "a.c", "b.c"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", f->place.dir, names[i]);
        fclose(fopen(path, "w"));
    }
    f->report.root = f->place.dir;
    run_of(f, "a.c", 'a', "/", "one.json", 0);
    f->report.root = f->place.dir;
    run_of(f, "b.c", 'b', "/", "two.json", 0);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM open_findings"), 2);
    f->report.root = f->place.dir;
    run_of(f, "c.c", 0, "/", "two.json", 1);
    assert_string_equal(ask_rows(f->store, "SELECT path FROM open_findings"), "a.c\r\n");

    char path[160];
    snprintf(path, sizeof path, "%s/one.json", f->place.dir);
    assert_int_equal(unlink(path), 0);
    f->report.root = f->place.dir;
    run_of(f, "c.c", 0, "/", "two.json", 1);
}

static void a_deleted_file_is_gone_whatever_listed_it(void **state) {
    Fixture *f = *state;
    run_of(f, "a.c", 'a', "/", "", 0); // a.c does not exist on disk
    run_of(f, "b.c", 0, "/", "compile_commands.json", 1);
}

static void only_what_was_asked_for_can_be_gone(void **state) {
    Fixture *f = *state;
    run_of(f, "src/a.c", 'a', "/", "", 0);
    run_of(f, "source/b.c", 'b', NULL, "", 0);
    run_of(f, "src/c.c", 0, NULL, "", 0);
    run_of(f, "src/c.c", 0, "/nowhere/project/src/c.c", "", 0);
    run_of(f, "src/c.c", 0, "/nowhere/project/s", "", 0);
    assert_int_equal(ask(f->store, "SELECT max(whole) FROM run WHERE id > 1"), 0);
    run_of(f, "src/c.c", 0, "/nowhere/project/src", "", 1);
    assert_string_equal(ask_rows(f->store, "SELECT path FROM open_findings"), "source/b.c\r\n");
    run_of(f, "src/c.c", 0, "/nowhere", "", 1);
    assert_int_equal(ask(f->store, "SELECT whole FROM run ORDER BY id DESC"), 1);
}

// a.c is gone, but b.c, which this run did not see, may include the header, too.
static void a_finding_in_a_header_outlives_its_unit(void **state) {
    Fixture *f = *state;
    make_unit(&f->report, "src/a.c");
    make_unit(&f->report, "b.c");
    make_finding(&f->report, "h.h", 9, 'h')->unit = "src/a.c";
    store_scope_and_release(f->store, &f->report, "/", "");
    run_of(f, "src/c.c", 0, "/nowhere/project/src", "", 0);
    make_unit(&f->report, "b.c");
    run_of(f, "src/c.c", 0, "/", "", 1);
}

static void a_step_in_a_failed_unit_keeps_the_finding(void **state) {
    Fixture *f = *state;
    make_unit(&f->report, "a.c");
    make_unit(&f->report, "b.c");
    FindingStep *steps = ARENA_ARRAY(&f->report.arena, FindingStep, 1);
    steps[0] = (FindingStep){{"b.c", NULL, 7, 1}, "called from here"};
    Finding *finding = make_finding(&f->report, "a.c", 41, 'a');
    finding->steps = steps;
    finding->nsteps = 1;
    assert_delta(store_and_release(f->store, &f->report), 1, 0, 0, 0);

    make_unit(&f->report, "a.c");
    make_failed_unit(&f->report, "b.c", "took longer than 60 s");
    assert_delta(store_and_release(f->store, &f->report), 0, 0, 0, 0);
}

static void a_finding_in_a_header_waits_for_its_unit(void **state) {
    Fixture *f = *state;
    make_unit(&f->report, "a.c");
    make_unit(&f->report, "b.c");
    make_finding(&f->report, "h.h", 9, 'h')->unit = "a.c";
    make_finding(&f->report, "h.h", 10, 'i'); // found in nobody knows which unit
    assert_delta(store_and_release(f->store, &f->report), 2, 0, 0, 0);

    make_unit(&f->report, "b.c");
    assert_delta(store_and_release(f->store, &f->report), 0, 0, 0, 0);
    make_unit(&f->report, "a.c");
    assert_delta(store_and_release(f->store, &f->report), 0, 0, 1, 0);
    make_unit(&f->report, "a.c");
    make_unit(&f->report, "b.c");
    assert_delta(store_and_release(f->store, &f->report), 0, 0, 1, 0);
}

static void a_function_that_does_not_parse_keeps_its_findings(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    static const FunctionRecord other = {"b.c", "reg_add"}, same = {"a.c", "reg_add"};
    vec_push(&f->report.unreliable, other);
    vec_push(&f->report.unreliable, same);
    assert_delta(run_without(f), 0, 0, 0, 0);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM open_findings"), 1);
    vec_push(&f->report.unreliable, other);
    assert_delta(run_without(f), 0, 0, 1, 0);
}

static void one_failed_entry_of_a_file_fails_the_unit(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    for (int order = 0; order < 2; order++) {
        if (order)
            make_unit(&f->report, "a.c");
        make_failed_unit(&f->report, "a.c", "out of memory");
        if (!order)
            make_unit(&f->report, "a.c");
        assert_delta(store_and_release(f->store, &f->report), 0, 0, 0, 0);
        assert_string_equal(ask_rows(f->store, "SELECT outcome FROM unit"), "failed\r\n");
    }
}

static void a_suppressed_finding_is_not_counted_and_comes_back_as_reopened(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    make_unit(&f->report, "a.c");
    Finding *finding = make_finding(&f->report, "a.c", 41, 'a');
    finding->suppressed = true;
    finding->suppression = "kept on purpose";
    assert_delta(store_and_release(f->store, &f->report), 0, 0, 0, 0);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM open_findings"), 0);
    assert_string_equal(ask_rows(f->store, "SELECT reason, first_run FROM suppression"),
                        "kept on purpose,2\r\n");
    assert_delta(run_with(f, 41), 0, 0, 0, 1);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM suppression"), 0);
}

static void a_finding_moves_with_its_file(void **state) {
    Fixture *f = *state;
    run_with(f, 41); // a.c does not exist on disk
    make_unit(&f->report, "renamed.c");
    make_finding(&f->report, "renamed.c", 41, 'a');
    assert_delta(store_and_release(f->store, &f->report), 0, 1, 0, 0);
    assert_string_equal(ask_rows(f->store, "SELECT path, first_run FROM open_findings"),
                        "renamed.c,1\r\n");
}

static void equal_findings_of_two_files_are_two(void **state) {
    Fixture *f = *state;
    for (int run = 0; run < 2; run++) {
        make_unit(&f->report, "a.c");
        make_unit(&f->report, "b.c");
        make_finding(&f->report, "a.c", 41, 'a');
        make_finding(&f->report, "b.c", 41, 'a');
        RunDelta d = store_and_release(f->store, &f->report);
        assert_delta(d, run ? 0 : 2, run ? 2 : 0, 0, 0);
    }
    assert_delta(run_without(f), 0, 0, 1, 0);
    assert_string_equal(ask_rows(f->store, "SELECT path FROM open_findings"), "b.c\r\n");
}

static void a_repeat_within_a_run_is_stored_once(void **state) {
    Fixture *f = *state;
    for (int run = 0; run < 2; run++) {
        make_unit(&f->report, "a.c");
        make_finding(&f->report, "a.c", 41, 'a');
        make_finding(&f->report, "a.c", 41, 'a');
        RunDelta d = store_and_release(f->store, &f->report);
        assert_delta(d, run ? 0 : 1, run ? 1 : 0, 0, 0);
    }
}

static void two_projects_in_one_database_do_not_touch_each_other(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    f->report.root = "/nowhere/other";
    make_unit(&f->report, "a.c");
    assert_delta(store_whole_and_release(f->store, &f->report), 0, 0, 0, 0);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM open_findings"), 1);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM new_findings"), 1);
}

static void only_the_latest_run_has_new_findings(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM new_findings"), 1);
    make_unit(&f->report, "b.c");
    store_and_release(f->store, &f->report);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM new_findings"), 0);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM open_findings"), 1);
}

static void an_empty_report_is_a_run_too(void **state) {
    Fixture *f = *state;
    run_with(f, 41);
    assert_delta(store_and_release(f->store, &f->report), 0, 0, 0, 0);
    assert_int_equal(ask(f->store, "SELECT count(*) FROM run"), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_finding_is_new_unchanged_fixed_reopened),
        TEST(an_occurrence_spans_runs_until_something_changes),
        TEST(a_failed_unit_fixes_nothing),
        TEST(a_unit_that_is_not_in_the_run_keeps_its_findings),
        TEST(a_unit_that_a_whole_run_lacks_is_gone),
        TEST(two_databases_do_not_take_each_others_units_away),
        TEST(a_deleted_file_is_gone_whatever_listed_it),
        TEST(only_what_was_asked_for_can_be_gone),
        TEST(a_finding_in_a_header_outlives_its_unit),
        TEST(a_step_in_a_failed_unit_keeps_the_finding),
        TEST(a_finding_in_a_header_waits_for_its_unit),
        TEST(a_function_that_does_not_parse_keeps_its_findings),
        TEST(one_failed_entry_of_a_file_fails_the_unit),
        TEST(a_suppressed_finding_is_not_counted_and_comes_back_as_reopened),
        TEST(a_finding_moves_with_its_file),
        TEST(equal_findings_of_two_files_are_two),
        TEST(a_repeat_within_a_run_is_stored_once),
        TEST(two_projects_in_one_database_do_not_touch_each_other),
        TEST(only_the_latest_run_has_new_findings),
        TEST(an_empty_report_is_a_run_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
