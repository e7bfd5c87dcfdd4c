// SPDX-License-Identifier: Apache-2.0
//
// Expressions: values, places, conditions, conversions, calls.
#include "lowered.h"

#include <setjmp.h>

#include <cmocka.h>

#define PRELUDE                                                       \
    "struct s { int a; struct s *next; int arr[4]; int (*cb)(int);\n" \
    "           struct { int in; union { int u; char *c; }; }; };\n"  \
    "int g(int); void *make(void); void use(void *);\n"

static void a_member_behind_a_pointer_is_a_deref_and_a_field(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(struct s *p, struct s q) { return p->next->a + q.a; }",
              "= %p->next->a + %q.a");
}

static void members_of_anonymous_members_are_members_of_the_record(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(struct s *p) { p->in = 1; p->c = 0; }", "%p->", "in) = 1",
              "c) = null");
}

static void an_array_is_indexed_in_place_and_a_pointer_is_followed_first(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(struct s *p, int *q, int i) { q[2] = 1; 3[q] = 2; q[i] = 3;\n"
                      "  p->arr[1] = 4; return *p->arr; }",
              "(*%q)[2] = 1", "(*%q)[3] = 2", "(*%q)[*] = 3", "%p->arr[1] = 4",
              "return %p->arr[0]");
}

static void an_array_decays_to_its_address(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(void) { char b[8]; use(b); use(&b[2]); }", "address_taken",
              "call @use(&%b:ptr(void))", "call @use(&%b[2]:ptr(void))");
}

static void an_array_parameter_is_a_pointer(void **state) {
    UNUSED(state);
    expect_ir("int f(char s[], int a[3][4]) { s[1] = 2; return a[1][2]; }", "%s: ptr(i8)",
              "(*%s)[1] = 2", "return (*%a)[1][2]");
}

static void the_address_of_what_a_pointer_points_to_is_the_pointer(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void *f(struct s *p) { use(&*p); use(&p->next); return &p->arr[1]; }",
              "call @use(%p:ptr(void))", "call @use(&%p->next:ptr(void))", "return &%p->arr[1]");
}

static void an_assignment_stores_a_call_directly(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "struct s *head; void f(void) { head->next = make(); }",
              "@head->next = call @make()");
}

static void increments_give_the_old_or_the_new_value(void **state) {
    UNUSED(state);
    expect_ir("char *f(char *p, int n) { *p++ = 'a'; n += 2; --n; return p + n++; }", "$3 = %p",
              "%p = %p + 1", "*$3 = 97", "%n = %n + 2", "%n = %n - 1", "$4 = %n", "%n = %n + 1",
              "= %p + $4");
}

static void short_circuits_are_branches(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(int a, void *b) { if (a && !b) g(1); else g(2); }",
              "if %a != 0 -> b2", "if %b != null ->", "call @g(1)", "call @g(2)");
}

static void a_short_circuit_as_a_value_is_one_or_zero(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(int a, int b) { int x = a || b; return x; }", "if %a != 0",
              "if %b != 0", "$4 = 1", "$4 = 0", "%x = $4");
}

static void a_conditional_stores_in_both_arms(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(int a) { int x = a ? g(1) : g(2); return x; }", "if %a != 0",
              "%x = call @g(1)", "%x = call @g(2)");
}

static void the_short_conditional_evaluates_its_condition_once(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(void) { return g(1) ?: g(2); }", "$1 = call @g(1)", "if $1 != 0",
              "$1 = call @g(2)", "return $1");
    Lowered t;
    lowered_source(&t, PRELUDE "int f(void) { return g(1) ?: 2; }");
    const char *text = lowered_text(&t, "f");
    assert_null(strstr(strstr(text, "@g(1)") + 1, "@g(1)"));
    lowered_fini(&t);
}

static void a_comma_evaluates_in_order(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(int a) { return (g(1), a = 2, g(a)); }", "call @g(1)", "%a = 2",
              "= call @g(%a)");
}

static void calls_through_pointers_are_indirect(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(struct s *p) { p->cb(1); (*p->cb)(2); (g)(3); (&g)(4); (*g)(5); }",
              "icall %p->cb(1) sig \"int (int)\"", "icall %p->cb(2)", "call @g(3)", "call @g(4)",
              "call @g(5)");
}

static void functions_named_as_values_are_address_taken(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_source(&t, "int h(int x) { return x; } int k(int x) { return x; }\n"
                       "int (*f(void))(int) { k(1); return &h; }");
    expect_lines(&t, "f", "call @k(1)", "return @h");
    assert_true(ir_func(&t.m, lowered_func(&t, "h"))->flags & FUNC_ADDRESS_TAKEN);
    assert_false(ir_func(&t.m, lowered_func(&t, "k"))->flags & FUNC_ADDRESS_TAKEN);
    lowered_fini(&t);
}

static void unevaluated_operands_are_not_lowered(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "unsigned long f(void) { typeof(g(1)) x = 2; int y = sizeof(g(3)) +\n"
                      "  _Alignof(struct s) + __builtin_constant_p(g(4)); return sizeof x + y; }",
              "%y = 12", "!call");
}

static void a_generic_selection_lowers_the_branch_that_the_type_selects(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(long n) { return _Generic(n, int: g(1), long: g(2), default: g(3)); }",
              "call @g(2)", "!@g(1)", "!@g(3)");
    expect_ir(PRELUDE "int f(char *n) { return _Generic(n, int: g(1), default: g(3)); }", "@g(3)",
              "!@g(1)");
}

static void a_statement_expression_gives_its_last_value_and_ends_its_locals(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "int f(void) { return ({ int x = g(1); x + 1; }) * 2; }", "%x = call @g(1)",
              "$1 = %x + 1", "end %x", "= $1 * 2");
}

static void constants_are_evaluated(void **state) {
    UNUSED(state);
    expect_ir("enum e { A = 3, B }; long f(void) { long a = 0x10UL; a = 017; a = 'x'; a = -1;\n"
              "  a = B; a = 1 << 4 | 2; a = 0b11; return (unsigned char)300; }",
              "%a = 16", "%a = 15", "%a = 120", "%a = -1", "%a = 4", "%a = 18", "%a = 3",
              "return 44");
}

static void only_conversions_that_change_the_value_are_instructions(void **state) {
    UNUSED(state);
    expect_ir("long f(int i, long l, void *p) { l = i; i = (int)l; char *c = p; l = (long)p;\n"
              "  p = (void *)l; p = (void *)0; p = c; return i; }",
              "%l = %i", "= cast %l", "%c = %p", "= cast %p", "= cast %l", "%p = null", "%p = %c");
}

static void a_pointer_compared_with_zero_is_compared_with_null(void **state) {
    UNUSED(state);
    expect_ir("int f(char *p) { _Bool b = p; if (p == 0) return 1; return !p; }", "= %p != null",
              "if %p == null", "= lnot %p");
}

static void structs_are_copied_by_value(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "struct s h(struct s); void f(struct s *p, struct s q) { *p = q; q = h(*p);\n"
                      "  g(h(q).a); }",
              "*%p = %q", "%q = call @h(*%p)", "$3 = call @h(%q)", "call @g($3.a)");
}

static void expect_is_looked_through(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "#define likely(x) __builtin_expect(!!(x), 1)\n"
                      "int f(void *p) { if (likely(p && g(1))) return 1; return 0; }",
              "if %p != null", "call @g(1)", "!__builtin_expect");
}

static void offsets_and_type_tests_are_constants(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "long f(void) { long a = __builtin_offsetof(struct s, next);\n"
                      "  a = __builtin_types_compatible_p(int, long); return a; }",
              "%a = 8", "%a = 0");
}

static void container_of_is_pointer_arithmetic(void **state) {
    UNUSED(state);
    expect_ir("struct n { int x; struct l { struct l *next; } link; };\n"
              "#define container_of(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))\n"
              "int f(struct l *p) { struct n *n = container_of(p, struct n, link); return n->x; }",
              "%p:ptr(i8) - 8", "return");
}

static void atomics_are_plain_accesses(void **state) {
    UNUSED(state);
    expect_ir("int f(int *p, void **q, void *v) { __atomic_store_n(q, v, 5);\n"
              "  void *o = __atomic_exchange_n(q, 0, 5); int n = __atomic_sub_fetch(p, 1, 5);\n"
              "  __sync_fetch_and_add(p, 2); if (__sync_bool_compare_and_swap(q, v, o)) n = 7;\n"
              "  return __atomic_load_n(p, 5) + n; }",
              "*%q = %v", "= *%q", "*%q = null", "*%p = *%p - 1", "*%p = *%p + 2", "if *%q == %v",
              "*%q = %o");
}

static void variable_arguments_are_unknown(void **state) {
    UNUSED(state);
    expect_ir("#include <stdarg.h>\nint f(int n, ...) { va_list ap; va_start(ap, n);\n"
              "  int x = va_arg(ap, int); va_end(ap); return x; }",
              "%x = ?");
}

static void function_names_and_strings_are_values(void **state) {
    UNUSED(state);
    expect_ir(PRELUDE "void f(void) { use(\"a\\\"b\"); use((void *)__func__); char b[] = \"xy\"; }",
              "call @use(\"a", "call @use(", "%b = \"xy\"");
}

static void asm_leaves_its_outputs_unknown(void **state) {
    UNUSED(state);
    expect_ir("int f(int a) { int r; __asm__(\"mov %1, %0\" : \"=r\"(r) : \"r\"(a)); return r; }",
              "%r = opaque \"asm\"");
}

static void libc_builtins_are_the_functions_of_libc(void **state) {
    UNUSED(state);
    expect_ir("void f(void *a, void *b) { __builtin_memcpy(a, b, 4);\n"
              "  __builtin___memcpy_chk(a, b, 4, 4); }",
              "call @memcpy(%a, %b, 4", "call @memcpy(%a, %b, 4");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_behind_a_pointer_is_a_deref_and_a_field),
        cmocka_unit_test(members_of_anonymous_members_are_members_of_the_record),
        cmocka_unit_test(an_array_is_indexed_in_place_and_a_pointer_is_followed_first),
        cmocka_unit_test(an_array_decays_to_its_address),
        cmocka_unit_test(an_array_parameter_is_a_pointer),
        cmocka_unit_test(the_address_of_what_a_pointer_points_to_is_the_pointer),
        cmocka_unit_test(an_assignment_stores_a_call_directly),
        cmocka_unit_test(increments_give_the_old_or_the_new_value),
        cmocka_unit_test(short_circuits_are_branches),
        cmocka_unit_test(a_short_circuit_as_a_value_is_one_or_zero),
        cmocka_unit_test(a_conditional_stores_in_both_arms),
        cmocka_unit_test(the_short_conditional_evaluates_its_condition_once),
        cmocka_unit_test(a_comma_evaluates_in_order),
        cmocka_unit_test(calls_through_pointers_are_indirect),
        cmocka_unit_test(functions_named_as_values_are_address_taken),
        cmocka_unit_test(unevaluated_operands_are_not_lowered),
        cmocka_unit_test(a_generic_selection_lowers_the_branch_that_the_type_selects),
        cmocka_unit_test(a_statement_expression_gives_its_last_value_and_ends_its_locals),
        cmocka_unit_test(constants_are_evaluated),
        cmocka_unit_test(only_conversions_that_change_the_value_are_instructions),
        cmocka_unit_test(a_pointer_compared_with_zero_is_compared_with_null),
        cmocka_unit_test(structs_are_copied_by_value),
        cmocka_unit_test(expect_is_looked_through),
        cmocka_unit_test(offsets_and_type_tests_are_constants),
        cmocka_unit_test(container_of_is_pointer_arithmetic),
        cmocka_unit_test(atomics_are_plain_accesses),
        cmocka_unit_test(variable_arguments_are_unknown),
        cmocka_unit_test(function_names_and_strings_are_values),
        cmocka_unit_test(asm_leaves_its_outputs_unknown),
        cmocka_unit_test(libc_builtins_are_the_functions_of_libc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
