// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <setjmp.h>

#include <cmocka.h>

#define LEAF(name) "func @" name "() -> void static {\n  return\n}\n"

static const char service[] = "global @done: int static\n" LEAF("load") LEAF("load_line")
    LEAF("serve_one") LEAF("shutdown") LEAF("first_time") LEAF("nobody_calls")
        LEAF("deep") "func @serve() -> void static {\n"
                     "  call @serve_one()\n"
                     "  if @done == 0 -> b2 else b3\n"
                     "b2:\n"
                     "  @done = 1\n"
                     "  call @first_time()\n"
                     "  goto b3\n"
                     "b3:\n"
                     "  return\n"
                     "}\n"
                     "func @inner_loop(%n: int) -> void static {\n"
                     "  var %i: int\n"
                     "  %i = 0 {init}\n"
                     "  goto b2\n"
                     "b2:\n"
                     "  if %i < %n -> b3 else b4\n"
                     "b3:\n"
                     "  call @load_line()\n"
                     "  %i = %i + 1\n"
                     "  goto b2\n"
                     "b4:\n"
                     "  call @deep()\n"
                     "  return\n"
                     "}\n"
                     "func @exported() -> void {\n"
                     "  call @nobody_calls()\n"
                     "  return\n"
                     "}\n"
                     "func @calls_itself() -> void {\n"
                     "  call @calls_itself()\n"
                     "  return\n"
                     "}\n"
                     "func @callback() -> void static address_taken {\n  return\n}\n"
                     "func @thread() -> void static address_taken {\n  return\n}\n"
                     "func @at_end() -> void static address_taken {\n  return\n}\n"
                     "func @set_up() -> void static constructor {\n  return\n}\n";

static const char service_main[] = "func @main() -> int {\n"
                                   "  call @load()\n"
                                   "  call @inner_loop(7)\n"
                                   "  call @on_event(@callback)\n"
                                   "  call @pthread_create(null, null, @thread, null)\n"
                                   "  call @atexit(@at_end)\n"
                                   "  goto b2\n"
                                   "b2:\n"
                                   "  call @wait_event()\n"
                                   "  call @serve()\n"
                                   "  if @done == 3 -> b3 else b2\n"
                                   "b3:\n"
                                   "  call @shutdown()\n"
                                   "  return 0\n"
                                   "}\n";

static int setup(void **state) {
    StrBuf text = {0};
    strbuf_printf(&text, "%s%s", service, service_main);
    *state = programs_of(text.s);
    strbuf_fini(&text);
    return 0;
}

static int teardown(void **state) {
    programs_free(*state);
    return 0;
}

static void main_and_constructors_run_once(void **state) {
    const Programs *q = *state;
    assert_true(q->p.has_main);
    assert_int_equal(growth_of(q, "main"), CONTEXT_ONCE);
    assert_int_equal(growth_of(q, "set_up"), CONTEXT_ONCE);
    assert_int_equal(growth_of(q, "load"), CONTEXT_ONCE);
    assert_int_equal(growth_of(q, "shutdown"), CONTEXT_ONCE);
    assert_int_equal(bound_of(q, "shutdown"), CONTEXT_ONCE);
}

static void a_loop_that_its_input_ends_is_finite(void **state) {
    const Programs *q = *state;
    assert_int_equal(growth_of(q, "load_line"), CONTEXT_FINITE);
    assert_int_equal(growth_of(q, "deep"), CONTEXT_ONCE);
}

static void what_a_service_loop_calls_runs_again_and_again(void **state) {
    const Programs *q = *state;
    assert_int_equal(growth_of(q, "serve"), CONTEXT_REPEATED);
    assert_int_equal(growth_of(q, "serve_one"), CONTEXT_REPEATED);
}

static void a_flag_keeps_it_to_once(void **state) {
    assert_int_equal(growth_of(*state, "first_time"), CONTEXT_ONCE);
}

static void entries_run_again_and_again_but_those_at_the_end(void **state) {
    const Programs *q = *state;
    assert_int_equal(growth_of(q, "callback"), CONTEXT_REPEATED);
    assert_int_equal(growth_of(q, "thread"), CONTEXT_REPEATED);
    assert_int_equal(growth_of(q, "at_end"), CONTEXT_ONCE);
}

static void exported_functions_excuse_but_do_not_accuse(void **state) {
    const Programs *q = *state;
    assert_int_equal(growth_of(q, "exported"), CONTEXT_NEVER);
    assert_int_equal(growth_of(q, "nobody_calls"), CONTEXT_NEVER);
    assert_int_equal(bound_of(q, "exported"), CONTEXT_REPEATED);
    assert_int_equal(bound_of(q, "nobody_calls"), CONTEXT_REPEATED);
}

static void a_function_that_only_calls_itself_is_not_called(void **state) {
    const Programs *q = *state;
    assert_int_equal(growth_of(q, "calls_itself"), CONTEXT_NEVER);
    assert_int_equal(bound_of(q, "calls_itself"), CONTEXT_REPEATED);
}

static void without_main_exported_functions_are_the_entries(void **state) {
    UNUSED(state);
    Programs *q = programs_of(service);
    assert_false(q->p.has_main);
    assert_int_equal(growth_of(q, "exported"), CONTEXT_REPEATED);
    assert_int_equal(growth_of(q, "nobody_calls"), CONTEXT_REPEATED);
    assert_int_equal(growth_of(q, "set_up"), CONTEXT_ONCE);
    assert_int_equal(growth_of(q, "serve"), CONTEXT_NEVER);
    assert_int_equal(bound_of(q, "serve"), CONTEXT_NEVER);
    programs_free(q);
}

static void the_chain_of_calls_starts_at_the_service_loop(void **state) {
    Programs *q = *state;
    FlowStep steps[8];
    uint32_t n = program_explain_context(&q->p, func_of(q->w, "serve_one"), steps, 8);
    assert_int_equal(n, 2);
    assert_string_equal(steps[0].text, "serve is called again and again here");
    assert_string_equal(steps[1].text, "serve_one is called here");
    assert_int_equal(program_explain_context(&q->p, func_of(q->w, "main"), steps, 8), 0);
    assert_int_equal(program_explain_context(&q->p, func_of(q->w, "serve_one"), steps, 1), 1);
}

static void call_sites_are_indexed_both_ways(void **state) {
    const Programs *q = *state;
    FuncId serve = func_of(q->w, "serve");
    const SiteIndex *callers = &q->p.callers, *calls = &q->p.calls;
    assert_int_equal(callers->first[serve.v + 1] - callers->first[serve.v], 1);
    assert_int_equal(calls->first[serve.v + 1] - calls->first[serve.v], 2);
    uint32_t site = callers->list[callers->first[serve.v]];
    assert_int_equal(q->w->flow.calls.data[site].caller.v, func_of(q->w, "main").v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(main_and_constructors_run_once),
        cmocka_unit_test(a_loop_that_its_input_ends_is_finite),
        cmocka_unit_test(what_a_service_loop_calls_runs_again_and_again),
        cmocka_unit_test(a_flag_keeps_it_to_once),
        cmocka_unit_test(entries_run_again_and_again_but_those_at_the_end),
        cmocka_unit_test(exported_functions_excuse_but_do_not_accuse),
        cmocka_unit_test(a_function_that_only_calls_itself_is_not_called),
        cmocka_unit_test(without_main_exported_functions_are_the_entries),
        cmocka_unit_test(the_chain_of_calls_starts_at_the_service_loop),
        cmocka_unit_test(call_sites_are_indexed_both_ways),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
