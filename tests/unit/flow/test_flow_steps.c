// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

typedef struct {
    uint32_t line;
    const char *text;
} Want;

static int setup(void **state) {
    *state = world_of_file("steps.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void assert_steps(const World *w, const char *func, const Want *want, uint32_t n) {
    const Event *e = event_in(w, func);
    for (uint32_t i = 0; i < n && i < e->nsteps; i++) {
        assert_string_equal(e->steps[i].text, want[i].text);
        assert_int_equal(e->steps[i].loc.line, want[i].line);
    }
    assert_int_equal(e->nsteps, n);
}

#define ASSERT_STEPS(w, func, ...)                     \
    assert_steps(w, func, (const Want[]){__VA_ARGS__}, \
                 (uint32_t)(sizeof((const Want[]){__VA_ARGS__}) / sizeof(Want)))

static void a_path_begins_with_the_making_and_ends_with_the_loss(void **state) {
    const World *w = *state;
    ASSERT_STEPS(w, "not_null_and_not_zero", {12, "made here by map_make"},
                 {13, "'name' is not null"}, {14, "'n' is not 0"},
                 {15, "its last handle leaves its scope here"});
    const Event *e = event_in(w, "not_null_and_not_zero");
    assert_int_equal(e->made.line, 12);
    assert_int_equal(e->made.col, 20);
    assert_int_equal(e->lost.line, 15);
}

static void a_branch_is_told_as_the_path_found_it(void **state) {
    ASSERT_STEPS(*state, "comparisons", {22, "made here by map_make"}, {23, "'n' < 3"},
                 {24, "'k' > 'n'"}, {25, "'size' >= 10"}, {26, "'verbose' == 2"},
                 {27, "the result of wait_event is 0"},
                 {30, "its last handle leaves its scope here"});
}

static void one_path_is_shown_of_several(void **state) {
    const Event *e = event_in(*state, "null_and_zero");
    // Out at line 4 with two steps between, or at line 6 with one more.
    assert_true(e->lost.line == 4 || e->lost.line == 6);
    assert_int_equal(e->nsteps, e->lost.line == 4 ? 3 : 4);
    assert_string_equal(e->steps[1].text,
                        e->lost.line == 4 ? "'name' is null" : "'name' is not null");
}

static void what_lies_before_the_making_is_not_shown(void **state) {
    ASSERT_STEPS(*state, "before_the_making", {44, "made here by map_make"},
                 {45, "its last handle leaves its scope here"});
}

static void a_branch_that_has_only_one_way_is_not_shown(void **state) {
    ASSERT_STEPS(*state, "decided_before", {53, "made here by map_make"},
                 {55, "its last handle leaves its scope here"});
}

static void of_many_branches_the_last_ones_are_shown(void **state) {
    const Event *e = event_in(*state, "many_branches");
    assert_true(e->nsteps <= 10);
    assert_string_equal(e->steps[0].text, "made here by map_make");
    assert_string_equal(e->steps[e->nsteps - 2].text, "'i' == 1");
    assert_int_equal(e->steps[e->nsteps - 1].loc.line, 72);
    for (uint32_t i = 1; i < e->nsteps; i++)
        assert_true(e->steps[i - 1].loc.line < e->steps[i].loc.line);
}

static void a_value_shows_the_map_that_it_was_in(void **state) {
    const World *w = *state;
    ASSERT_STEPS(w, "value_in_map", {83, "allocated here by strdup"},
                 {82, "put into the map that is made here"},
                 {84, "the map is destroyed here and does not release it"});
    assert_int_equal(event_in(w, "value_in_map")->container.line, 82);
    assert_int_equal(event_in(w, "not_null_and_not_zero")->container.file.v, 0);
}

static void the_freed_owner_is_where_it_is_lost(void **state) {
    const World *w = *state;
    ASSERT_STEPS(w, "owner", {94, "made here by map_make"},
                 {95, "the object that held it is freed here"});
    assert_string_equal(event_in(w, "owner")->variable, "map");
}

static void a_map_from_a_callee_is_made_at_the_call(void **state) {
    const World *w = *state;
    ASSERT_STEPS(w, "by_callee", {102, "made here by make_one"},
                 {103, "its last handle leaves its scope here"});
    assert_string_equal(event_in(w, "by_callee")->variable, "m");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_begins_with_the_making_and_ends_with_the_loss),
        cmocka_unit_test(a_branch_is_told_as_the_path_found_it),
        cmocka_unit_test(one_path_is_shown_of_several),
        cmocka_unit_test(what_lies_before_the_making_is_not_shown),
        cmocka_unit_test(a_branch_that_has_only_one_way_is_not_shown),
        cmocka_unit_test(of_many_branches_the_last_ones_are_shown),
        cmocka_unit_test(a_value_shows_the_map_that_it_was_in),
        cmocka_unit_test(the_freed_owner_is_where_it_is_lost),
        cmocka_unit_test(a_map_from_a_callee_is_made_at_the_call),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
