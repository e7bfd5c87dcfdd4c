// SPDX-License-Identifier: Apache-2.0
//
// Statements: loops, switches, jumps, and what ends on the way out of a scope.
#include "lowered.h"

#include <setjmp.h>

#include <cmocka.h>

#define PRELUDE "int g(int); int c(void); void use(void *); void done(int *);\n"

static void a_for_runs_its_step_after_continue(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(int n) { for (int i = 0; i < n; i++) { if (i == 3) continue;\n"
                      "  if (i == 5) break; g(i); } g(9); }",
              "%i = 0", "if %i < %n", "if %i == 3", "if %i == 5", "call @g(%i)", "%i = %i + 1",
              "end %i", "call @g(9)");
}

static void missing_parts_of_a_for_are_told_apart(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(int i) { for (;; i++) { if (i) break; } }", "if %i != 0",
              "%i = %i + 1");
    expect_ir(PRELUDE "void f(int i) { for (i = 7;;) { if (i) break; } }", "b1:\n%i = 7", "if %i");
    expect_ir(PRELUDE "void f(int i) { for (; i < 3;) { g(1); } }", "if %i < 3", "call @g(1)");
    expect_ir(PRELUDE "void f(int i) { for (; c(); g(2)) { g(1); } }", "call @c()", "call @g(1)",
              "call @g(2)");
    expect_ir(PRELUDE "void f(int i) { for (g(2); c();) { g(1); } }", "call @g(2)", "call @c()",
              "call @g(1)");
    expect_ir(PRELUDE "void f(int i) { for (g(2) /* ; */; ; c()) { g(1); break; } }", "call @g(2)",
              "call @g(1)", "!@c");
}

static void missing_parts_are_told_apart_in_a_macro(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "#define EACH(x) for (; (x) < 5; (x)++)\n"
                      "#define FROM(x) for (x;;)\n"
                      "void f(int i) { EACH(i) g(1); FROM(i = 4) g(2); }",
              "if %i < 5", "call @g(1)", "%i = %i + 1", "%i = 4", "call @g(2)");
}

static void while_and_do_loops_turn(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE
              "void f(int n) { while (n--) g(1); do { if (n) continue; g(2); } while (c()); }",
              "if $2 != 0", "call @g(1)", "if %n != 0", "call @g(2)", "call @c()");
}

static void a_switch_dispatches_to_cases_that_fall_through(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(int n) { switch (n) { case 1: case 2 ... 5: g(1); g(2); break;\n"
                      "  case 'a': g(3); default: g(4); } }",
              "call @g(1)", "call @g(2)", "call @g(3)", "call @g(4)", "switch %n else ->", "1 ->",
              "2..5 ->", "97 ->");
}

static void cases_may_stand_inside_loops(void **state) {
    UNUSED(state);
    expect_ir("void f(char *to, char *from, int n) { int k = (n + 7) / 8; switch (n % 8) {\n"
              "  case 0: do { *to = *from++; case 7: *to = *from++; case 1: *to = *from++; }\n"
              "  while (--k > 0); } }",
              "%from = %from + 1", "%k = %k - 1", "if %k > 0", "switch $", "0 ->", "7 ->", "1 ->");
}

static void a_goto_ends_the_locals_that_it_leaves(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(int n) { int a = 1; { int b = 2; if (n) goto out; g(b); } int d = 3;\n"
                      "out: return a; }",
              "%a = 1", "%b = 2", "call @g(%b)", "end %b", "%d = 3", "return", "end %b", "goto");
}

static void a_goto_backwards_ends_what_was_declared_since(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(void) { again:; int x = c(); if (x) goto again; g(x); }",
              "%x = call @c()", "if %x != 0", "end %x", "goto b", "call @g(%x)", "end %x");
}

static void a_computed_goto_leads_to_every_label(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(int n) { static void *to[] = {&&a, &&b}; goto *to[n];\n"
                      "a: g(1); b: g(2); }",
              "call @g(1)", "call @g(2)", "igoto $");
}

static void locals_end_at_the_end_of_each_turn(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE
              "void f(int n) { while (n) { int x = g(n); if (x) continue; if (n == 2) break;\n"
              "  n = x; } }",
              "%x = call @g(%n)", "end %x", "end %x", "%n = %x", "end %x");
}

static void a_return_value_is_taken_before_the_scope_ends(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(void) { int x = c(); return x; }", "%x = call @c()", "$2 = %x",
              "end %x", "return $2");
}

static void a_cleanup_belongs_to_its_variable_and_runs_youngest_first(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "#define auto_done __attribute__((cleanup(done)))\n"
                      "int f(int n) { auto_done int a = 1; auto_done int b = 2; if (n) return a;\n"
                      "  return 0; }",
              "%a: i32 cleanup @done", "%b: i32 cleanup @done", "$4 = %a", "end %b", "end %a",
              "return $4", "end %b", "end %a", "return 0");
}

static void a_cleanup_written_in_a_string_is_none(void **state) {
    UNUSED(state);
    expect_ir("void f(void) { const char *s __attribute__((unused)) =\n"
              "  \"__attribute__((cleanup(evil)))\"; }",
              "%s = \"__attribute__((cleanup(evil)))\"", "!cleanup @");
}

static void calls_that_do_not_return_end_the_block(void **state) {
    UNUSED(state);
    expect_ir(
        "_Noreturn void die(void); void quit(void) __attribute__((noreturn)); void abort(void);\n"
        "void k(int);\n"
        "void f(int n) { if (n == 1) die(); if (n == 2) quit(); if (n == 3) abort();\n"
        "  if (n == 4) __builtin_unreachable(); k(n); }",
        "call @die()\nunreachable", "call @quit()\nunreachable", "call @abort()\nunreachable",
        "unreachable", "call @k(%n)");
}

static void code_behind_a_jump_is_not_kept(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(void) { return 1; g(2); }", "return 1", "!@g");
}

static void constant_conditions_are_no_branches(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(void) { do { g(1); } while (0); while (1) { if (c()) break; } }",
              "call @g(1)", "!!= 0:i32 -> b1", "call @c()");
}

static void long_else_if_chains_are_flat(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE
              "void f(int n) { if (n == 1) g(1); else if (n == 2) g(2); else if (n == 3) {\n"
              "  g(3); } else g(4); g(5); }",
              "if %n == 1", "call @g(1)", "if %n == 2", "call @g(2)", "if %n == 3", "call @g(3)",
              "call @g(4)", "call @g(5)");
}

static void sizes_of_variable_arrays_are_evaluated(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(int n) { int a[g(n)]; a[0] = 1; use(a); }", "call @g(%n)",
              "%a[0] = 1", "call @use(&%a");
}

static void fallthrough_attributes_are_looked_through(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(int n) { switch (n) { case 1: g(1); __attribute__((fallthrough));\n"
                      "  case 2: g(2); } }",
              "call @g(1)", "call @g(2)", "!opaque");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_for_runs_its_step_after_continue),
        cmocka_unit_test(missing_parts_of_a_for_are_told_apart),
        cmocka_unit_test(missing_parts_are_told_apart_in_a_macro),
        cmocka_unit_test(while_and_do_loops_turn),
        cmocka_unit_test(a_switch_dispatches_to_cases_that_fall_through),
        cmocka_unit_test(cases_may_stand_inside_loops),
        cmocka_unit_test(a_goto_ends_the_locals_that_it_leaves),
        cmocka_unit_test(a_goto_backwards_ends_what_was_declared_since),
        cmocka_unit_test(a_computed_goto_leads_to_every_label),
        cmocka_unit_test(locals_end_at_the_end_of_each_turn),
        cmocka_unit_test(a_return_value_is_taken_before_the_scope_ends),
        cmocka_unit_test(a_cleanup_belongs_to_its_variable_and_runs_youngest_first),
        cmocka_unit_test(a_cleanup_written_in_a_string_is_none),
        cmocka_unit_test(calls_that_do_not_return_end_the_block),
        cmocka_unit_test(code_behind_a_jump_is_not_kept),
        cmocka_unit_test(constant_conditions_are_no_branches),
        cmocka_unit_test(long_else_if_chains_are_flat),
        cmocka_unit_test(sizes_of_variable_arrays_are_evaluated),
        cmocka_unit_test(fallthrough_attributes_are_looked_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
