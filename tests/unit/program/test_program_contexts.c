// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <setjmp.h>

#include <cmocka.h>

static Programs *service, *library;

static int setup(void **state) {
    UNUSED(state);
    service = programs_of_file("contexts.ir");
    library = programs_of_file("contexts_of_library.ir");
    return 0;
}

static int teardown(void **state) {
    UNUSED(state);
    programs_free(service);
    programs_free(library);
    return 0;
}

// By the strict and by the generous roots.
static void assert_context(const Programs *q, const char *func, Context growth, Context bound) {
    if (growth_of(q, func) != growth || bound_of(q, func) != bound)
        fail_msg("%s has %d, %d, not %d, %d", func, growth_of(q, func), bound_of(q, func), growth,
                 bound);
}

static void what_main_calls_before_the_loop_runs_once(void **state) {
    UNUSED(state);
    assert_context(service, "main", CONTEXT_ONCE, CONTEXT_ONCE);
    assert_context(service, "at_start", CONTEXT_ONCE, CONTEXT_ONCE);
    assert_context(service, "below_start", CONTEXT_ONCE, CONTEXT_ONCE);
    assert_context(service, "at_end", CONTEXT_ONCE, CONTEXT_ONCE);
}

static void a_loop_that_its_input_ends_is_finite(void **state) {
    UNUSED(state);
    assert_context(service, "for_each_argument", CONTEXT_FINITE, CONTEXT_FINITE);
    assert_context(service, "for_each_line", CONTEXT_FINITE, CONTEXT_FINITE);
    assert_context(service, "below_each_line", CONTEXT_FINITE, CONTEXT_FINITE);
}

static void a_service_loop_repeats_all_below_it(void **state) {
    UNUSED(state);
    assert_context(service, "in_service_loop", CONTEXT_REPEATED, CONTEXT_REPEATED);
    assert_context(service, "handle", CONTEXT_REPEATED, CONTEXT_REPEATED);
    assert_context(service, "handle_deeper", CONTEXT_REPEATED, CONTEXT_REPEATED);
}

static void the_most_frequent_call_counts(void **state) {
    UNUSED(state);
    assert_context(service, "both", CONTEXT_REPEATED, CONTEXT_REPEATED);
}

static void a_loop_around_a_wait_serves(void **state) {
    UNUSED(state);
    assert_context(service, "waits", CONTEXT_ONCE, CONTEXT_ONCE);
    assert_context(service, "for_each_event", CONTEXT_REPEATED, CONTEXT_REPEATED);
}

static void what_a_flag_lets_through_once_runs_once(void **state) {
    UNUSED(state);
    assert_context(service, "at_first_request", CONTEXT_ONCE, CONTEXT_ONCE);
    assert_context(service, "below_first_request", CONTEXT_ONCE, CONTEXT_ONCE);
}

static void callbacks_and_threads_repeat(void **state) {
    UNUSED(state);
    static const char *const again[] = {"callback", "below_callback", "thread", "below_thread",
                                        "given_to_unknown"};
    for (size_t i = 0; i < COUNT_OF(again); i++)
        assert_context(service, again[i], CONTEXT_REPEATED, CONTEXT_REPEATED);
}

static void at_exit_handlers_and_once_routines_run_once(void **state) {
    UNUSED(state);
    static const char *const once[] = {"at_exit_handler", "below_at_exit", "once_routine"};
    for (size_t i = 0; i < COUNT_OF(once); i++)
        assert_context(service, once[i], CONTEXT_ONCE, CONTEXT_ONCE);
}

static void constructors_and_destructors_run_once(void **state) {
    UNUSED(state);
    static const char *const once[] = {"constructor_function", "below_constructor",
                                       "destructor_function"};
    for (size_t i = 0; i < COUNT_OF(once); i++)
        assert_context(service, once[i], CONTEXT_ONCE, CONTEXT_ONCE);
    assert_context(library, "constructor_function", CONTEXT_ONCE, CONTEXT_ONCE);
}

static void an_exported_function_that_a_program_does_not_call_speaks_for_bounds_only(void **state) {
    UNUSED(state);
    static const char *const doubtful[] = {"exported_never_called", "below_exported",
                                           "exported_calls_itself"};
    for (size_t i = 0; i < COUNT_OF(doubtful); i++)
        assert_context(service, doubtful[i], CONTEXT_NEVER, CONTEXT_REPEATED);
}

static void what_nobody_can_call_never_runs(void **state) {
    UNUSED(state);
    static const char *const dead[] = {"static_never_called", "below_static",
                                       "inline_never_called"};
    for (size_t i = 0; i < COUNT_OF(dead); i++)
        assert_context(service, dead[i], CONTEXT_NEVER, CONTEXT_NEVER);
    assert_context(library, "static_never_called", CONTEXT_NEVER, CONTEXT_NEVER);
}

static void an_exported_function_of_a_library_repeats(void **state) {
    UNUSED(state);
    assert_true(service->p.has_main);
    assert_false(library->p.has_main);
    assert_context(library, "exported", CONTEXT_REPEATED, CONTEXT_REPEATED);
    assert_context(library, "below_exported", CONTEXT_REPEATED, CONTEXT_REPEATED);
    assert_context(library, "in_a_table", CONTEXT_REPEATED, CONTEXT_REPEATED);
}

static void an_exported_function_that_the_library_calls_runs_as_often_as_its_callers(void **state) {
    UNUSED(state);
    assert_context(library, "exported_and_called", CONTEXT_ONCE, CONTEXT_ONCE);
}

static void call_sites_are_indexed_both_ways(void **state) {
    UNUSED(state);
    const SiteIndex *callers = &service->p.callers, *calls = &service->p.calls;
    uint32_t handle = func_of(service->w, "handle").v;
    assert_int_equal(callers->first[handle + 1] - callers->first[handle], 1);
    assert_int_equal(calls->first[handle + 1] - calls->first[handle], 2);
    uint32_t site = callers->list[callers->first[handle]];
    assert_int_equal(service->w->flow.calls.data[site].caller.v,
                     func_of(service->w, "in_service_loop").v);
}

// ---- explanations

static uint32_t explain(const char *func, FlowStep *steps, uint32_t max) {
    return program_explain_context(&service->p, func_of(service->w, func), steps, max);
}

static void the_chain_of_calls_begins_at_the_service_loop(void **state) {
    UNUSED(state);
    FlowStep steps[8];
    assert_int_equal(explain("handle_deeper", steps, COUNT_OF(steps)), 3);
    assert_int_equal(steps[0].loc.line, 9);
    assert_string_equal(steps[0].text, "in_service_loop is called again and again here");
    assert_int_equal(steps[1].loc.line, 31);
    assert_string_equal(steps[1].text, "handle is called here");
    assert_int_equal(steps[2].loc.line, 41);
    assert_string_equal(steps[2].text, "handle_deeper is called here");
}

static void the_chain_shows_the_call_that_makes_it_so(void **state) {
    UNUSED(state);
    FlowStep steps[8];
    // Not the call from main before the loop.
    assert_int_equal(explain("both", steps, COUNT_OF(steps)), 2);
    assert_int_equal(steps[0].loc.line, 9);
    assert_int_equal(steps[1].loc.line, 32);
}

static void a_loop_on_the_way_is_named(void **state) {
    UNUSED(state);
    FlowStep steps[8];
    assert_int_equal(explain("for_each_line", steps, COUNT_OF(steps)), 2);
    assert_int_equal(steps[0].loc.line, 2);
    assert_string_equal(steps[0].text, "at_start is called here");
    assert_string_equal(steps[1].text, "for_each_line is called again and again here");
}

static void a_short_chain_keeps_the_calls_nearest_to_the_function(void **state) {
    UNUSED(state);
    FlowStep steps[2];
    assert_int_equal(explain("handle_deeper", steps, 2), 2);
    assert_int_equal(steps[0].loc.line, 31);
    assert_int_equal(steps[1].loc.line, 41);
    assert_int_equal(explain("handle_deeper", steps, 0), 0);
}

static void a_root_has_no_chain(void **state) {
    UNUSED(state);
    FlowStep steps[8];
    static const char *const roots[] = {"main", "callback", "thread", "constructor_function",
                                        "static_never_called"};
    for (size_t i = 0; i < COUNT_OF(roots); i++)
        assert_int_equal(explain(roots[i], steps, COUNT_OF(steps)), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_main_calls_before_the_loop_runs_once),
        cmocka_unit_test(a_loop_that_its_input_ends_is_finite),
        cmocka_unit_test(a_service_loop_repeats_all_below_it),
        cmocka_unit_test(the_most_frequent_call_counts),
        cmocka_unit_test(a_loop_around_a_wait_serves),
        cmocka_unit_test(what_a_flag_lets_through_once_runs_once),
        cmocka_unit_test(callbacks_and_threads_repeat),
        cmocka_unit_test(at_exit_handlers_and_once_routines_run_once),
        cmocka_unit_test(constructors_and_destructors_run_once),
        cmocka_unit_test(an_exported_function_that_a_program_does_not_call_speaks_for_bounds_only),
        cmocka_unit_test(what_nobody_can_call_never_runs),
        cmocka_unit_test(an_exported_function_of_a_library_repeats),
        cmocka_unit_test(an_exported_function_that_the_library_calls_runs_as_often_as_its_callers),
        cmocka_unit_test(call_sites_are_indexed_both_ways),
        cmocka_unit_test(the_chain_of_calls_begins_at_the_service_loop),
        cmocka_unit_test(the_chain_shows_the_call_that_makes_it_so),
        cmocka_unit_test(a_loop_on_the_way_is_named),
        cmocka_unit_test(a_short_chain_keeps_the_calls_nearest_to_the_function),
        cmocka_unit_test(a_root_has_no_chain),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
