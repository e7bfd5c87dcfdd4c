// SPDX-License-Identifier: Apache-2.0
//
// The text of summaries, as `mapleak dump summary` prints it. Cases are told apart by what must
// hold of parameters and globals; what only the body could see is gone.
#include "world.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("summaries.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void assert_summary(const World *w, const char *func, const char *want) {
    StrBuf text = {0};
    flow_print_summary(&text, &w->m, w->models, func_of(w, func));
    char head[128];
    snprintf(head, sizeof head, "summary of %s\n", func);
    assert_memory_equal(text.s, head, strlen(head));
    assert_string_equal(text.s + strlen(head), want);
    strbuf_fini(&text);
}

static void null_or_a_fresh_map_are_two_cases(void **state) {
    assert_summary(*state, "make_if",
                   "case 1\n"
                   "  result fresh1\n"
                   "  when *(&want) != 0\n"
                   "  when fresh1 != 0\n"
                   "  map fresh1 live\n"
                   "case 2\n"
                   "  result 0\n"
                   "  when *(&want) == 0\n");
}

static void a_release_and_a_store_through_a_parameter(void **state) {
    assert_summary(*state, "free_field",
                   "case 1\n"
                   "  then *(&b).map := 0\n"
                   "  map *(*(&b).map) freed\n");
}

static void an_insertion_that_may_be_refused(void **state) {
    assert_summary(*state, "put_fresh",
                   "case 1\n"
                   "  result unknown1\n"
                   "  when unknown1 == 0\n"
                   "case 2\n"
                   "  result unknown1\n"
                   "  when unknown1 != 0\n"
                   "  memory fresh2 live\n"
                   "  map *(&m) used\n"
                   "  put fresh2 into *(&m)\n");
}

static void a_function_that_does_not_return(void **state) {
    assert_summary(*state, "never_returns", "  does not return\n");
}

static void a_function_that_calls_what_is_not_seen(void **state) {
    assert_summary(*state, "calls_unknown",
                   "case 1\n"
                   "  result unknown1\n"
                   "  changes memory that it can reach\n");
}

static void ranges_of_a_parameter(void **state) {
    assert_summary(*state, "clamp",
                   "case 1\n"
                   "  result *(&n)\n"
                   "  when *(&n) in [-9223372036854775808, 100]\n"
                   "case 2\n"
                   "  result 100\n"
                   "  when *(&n) in [101, 9223372036854775807]\n");
}

static void stores_into_records_and_globals(void **state) {
    assert_summary(*state, "set_up",
                   "case 1\n"
                   "  then *(&o).box.map := fresh5\n"
                   "  then *(&o).id := 7\n"
                   "  then &limit := 7\n"
                   "  map fresh5 live\n");
}

static void a_singleton(void **state) {
    assert_summary(*state, "global_map",
                   "case 1\n"
                   "  result *(&reg)\n"
                   "  when *(&reg) != 0\n"
                   "case 2\n"
                   "  result fresh2\n"
                   "  when *(&reg) == 0\n"
                   "  when fresh2 != 0\n"
                   "  then &reg := fresh2\n"
                   "  map fresh2 live\n");
}

static void a_release_that_nobody_can_foresee(void **state) {
    assert_summary(*state, "unref_like",
                   "case 1\n"
                   "  map *(&m) escaped\n"
                   "case 2\n"
                   "  map *(&m) freed\n");
}

static void whether_a_map_has_entries(void **state) {
    assert_summary(*state, "counts",
                   "case 1\n"
                   "  result unknown1\n"
                   "  when unknown1 == 0\n"
                   "  when entries of *(&m) == 0\n"
                   "case 2\n"
                   "  result unknown1\n"
                   "  when unknown1 != 0\n"
                   "  when value of *(&m) != 0\n");
}

static void literals(void **state) {
    assert_summary(*state, "name_of",
                   "case 1\n"
                   "  result \"none\"\n"
                   "  when *(&k) == 0\n"
                   "case 2\n"
                   "  result \"one\"\n"
                   "  when *(&k) != 0\n");
}

static void literals_are_escaped(void **state) {
    assert_summary(*state, "quoted",
                   "case 1\n"
                   "  result \"a \\\"quoted\\\" word\"\n");
    assert_summary(*state, "lines",
                   "case 1\n"
                   "  result \"one\\n\\ttwo\\\\ \\x1b[31m\"\n");
}

static void the_form_that_the_printer_shows(void **state) {
    assert_summary(*state, "renew",
                   "case 1\n"
                   "  result 0\n"
                   "  when *(&box) != 0\n"
                   "  then *(&box).map := fresh4\n"
                   "  map *(*(&box).map) freed\n"
                   "  map fresh4 live\n");
}

static void a_function_without_a_body_has_none(void **state) {
    assert_summary(*state, "unknown", "  none\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_or_a_fresh_map_are_two_cases),
        cmocka_unit_test(a_release_and_a_store_through_a_parameter),
        cmocka_unit_test(an_insertion_that_may_be_refused),
        cmocka_unit_test(a_function_that_does_not_return),
        cmocka_unit_test(a_function_that_calls_what_is_not_seen),
        cmocka_unit_test(ranges_of_a_parameter),
        cmocka_unit_test(stores_into_records_and_globals),
        cmocka_unit_test(a_singleton),
        cmocka_unit_test(a_release_that_nobody_can_foresee),
        cmocka_unit_test(whether_a_map_has_entries),
        cmocka_unit_test(literals),
        cmocka_unit_test(literals_are_escaped),
        cmocka_unit_test(the_form_that_the_printer_shows),
        cmocka_unit_test(a_function_without_a_body_has_none),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
