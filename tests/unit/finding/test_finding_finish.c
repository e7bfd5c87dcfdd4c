// SPDX-License-Identifier: Apache-2.0
//
// Order, repeats and names.
#include "source_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static RunReport report;

static int set_up(void **state) {
    UNUSED(state);
    run_report_init(&report);
    return 0;
}

static int tear_down(void **state) {
    UNUSED(state);
    run_report_fini(&report);
    assert_null(report.findings.data);
    assert_int_equal(report.arena.bytes, 0);
    return 0;
}

static void findings_are_sorted_by_place_rule_message(void **state) {
    UNUSED(state);
    static const struct {
        const char *path;
        uint32_t line, col;
        const char *rule, *message;
    } sorted[] = {
        {"a.c", 2, 1, "escape", "x"},     {"a.c", 2, 3, "escape", "x"},
        {"a.c", 10, 1, "escape", "x"},    {"a.c", 10, 1, "grow-only", "w"},
        {"a.c", 10, 1, "grow-only", "x"}, {"b.c", 1, 1, "escape", "x"},
    };
    static const uint32_t shuffled[] = {3, 5, 0, 4, 2, 1};
    for (size_t i = 0; i < COUNT_OF(shuffled); i++) {
        Finding *f = add_finding(&report, sorted[shuffled[i]].path, sorted[shuffled[i]].line,
                                 sorted[shuffled[i]].col);
        f->rule = sorted[shuffled[i]].rule;
        f->message = sorted[shuffled[i]].message;
    }
    finding_finish(&report);
    assert_int_equal(report.findings.len, COUNT_OF(sorted));
    for (uint32_t i = 0; i < COUNT_OF(sorted); i++) {
        const Finding *f = &report.findings.data[i];
        assert_string_equal(f->spot.path, sorted[i].path);
        assert_int_equal(f->spot.line, sorted[i].line);
        assert_int_equal(f->spot.col, sorted[i].col);
        assert_string_equal(f->rule, sorted[i].rule);
        assert_string_equal(f->message, sorted[i].message);
    }
}

static void exact_repeats_fall_away(void **state) {
    UNUSED(state);
    for (int i = 0; i < 3; i++)
        add_finding(&report, "a.c", 4, 1);
    finding_finish(&report);
    assert_int_equal(report.findings.len, 1);
}

static void of_repeats_the_first_units_stays(void **state) {
    UNUSED(state);
    static const char *const units[] = {"c.c", "a.c", "b.c"};
    for (size_t i = 0; i < COUNT_OF(units); i++)
        add_finding(&report, "h.h", 4, 1)->unit = units[i];
    finding_finish(&report);
    assert_int_equal(report.findings.len, 1);
    assert_string_equal(report.findings.data[0].unit, "a.c");
}

static void findings_that_differ_in_their_steps_stay(void **state) {
    UNUSED(state);
    FindingStep one = {{"a.c", NULL, 1, 1}, "made here"},
                other = {{"a.c", NULL, 2, 1}, "made here"};
    const FindingStep *const steps[] = {&other, &one, NULL, &one};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        Finding *f = add_finding(&report, "a.c", 4, 1);
        f->steps = steps[i];
        f->nsteps = steps[i] ? 1 : 0;
    }
    finding_finish(&report);
    assert_int_equal(report.findings.len, 3);
    assert_int_equal(report.findings.data[0].nsteps, 0);
    assert_int_equal(report.findings.data[1].steps[0].spot.line, 1);
    assert_int_equal(report.findings.data[2].steps[0].spot.line, 2);
}

static void the_other_lists_are_sorted_too(void **state) {
    UNUSED(state);
    vec_push(&report.maps, (MapRecord){.holder = "z", .spot = {"a.c", NULL, 1, 1}});
    vec_push(&report.maps, (MapRecord){.holder = "a", .spot = {"b.c", NULL, 1, 1}});
    vec_push(&report.maps, (MapRecord){.holder = "a", .spot = {"a.c", NULL, 1, 1}});
    vec_push(&report.units, (UnitRecord){.path = "b.c"});
    vec_push(&report.units, (UnitRecord){.path = "a.c"});
    vec_push(&report.opaque, (OpaqueRecord){"asm", 1});
    vec_push(&report.opaque, (OpaqueRecord){"vector", 9});
    vec_push(&report.opaque, (OpaqueRecord){"alignof", 1});
    finding_finish(&report);
    assert_string_equal(report.maps.data[0].spot.path, "a.c");
    assert_string_equal(report.maps.data[2].holder, "z");
    assert_string_equal(report.units.data[0].path, "a.c");
    assert_string_equal(report.opaque.data[0].reason, "vector");
    assert_string_equal(report.opaque.data[1].reason, "alignof");
}

static void an_empty_report_finishes(void **state) {
    UNUSED(state);
    finding_finish(&report);
    assert_int_equal(report.findings.len, 0);
}

static void names_are_words(void **state) {
    UNUSED(state);
    assert_string_equal(severity_name(SEVERITY_NOTE), "note");
    assert_string_equal(severity_name(SEVERITY_WARNING), "warning");
    assert_string_equal(severity_name(SEVERITY_ERROR), "error");
    assert_string_equal(confidence_name(CONFIDENCE_LOW), "low");
    assert_string_equal(confidence_name(CONFIDENCE_MEDIUM), "medium");
    assert_string_equal(confidence_name(CONFIDENCE_HIGH), "high");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(findings_are_sorted_by_place_rule_message),
        TEST(exact_repeats_fall_away),
        TEST(of_repeats_the_first_units_stays),
        TEST(findings_that_differ_in_their_steps_stay),
        TEST(the_other_lists_are_sorted_too),
        TEST(an_empty_report_finishes),
        TEST(names_are_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
