// SPDX-License-Identifier: Apache-2.0
//
// Calls of modelled macros. Macros named M_… are modelled here.
#include "lowered.h"

#include <setjmp.h>

#include <cmocka.h>

#define LIB                                                                                     \
    "#define M_ADD(head, key, it) do { (it)->next = (head); (head) = (it); } while (0)\n"       \
    "#define M_FIND(head, k, out) do { (out) = (head); while (out) { if ((out)->id == *(k)) "   \
    "break;"                                                                                    \
    " (out) = (out)->next; } } while (0)\n"                                                     \
    "#define M_COUNT(head) ((head) ? (head)->id : 0)\n"                                         \
    "#define M_RAW(it) it->id\n"                                                                \
    "#define M_EACH(head, e) for ((e) = (head); (e); (e) = (e)->next)\n"                        \
    "#define M_WALK(head, e, code) { struct u *i; for (i = (head); i; i = i->next) { (e) = i; " \
    "code; } }\n"                                                                               \
    "#define M_ITER(head, e) struct u *e; for ((e) = (head); (e); (e) = (e)->next)\n"           \
    "#define M_DO(head, e, code) { for ((e) = (head); (e); (e) = (e)->next) { code; } }\n"
#define SOURCE                                                               \
    "struct u { int id; struct u *next; }; struct c { struct u *users; };\n" \
    "extern struct u *all; struct u *make(void); void use(void *); int g(int);\n"

static void expect_with_lib(const char *file, int line, const char *source,
                            const char *const *lines) {
    Lowered t;
    StrBuf b = {0};
    strbuf_printf(&b, "#include \"lib.h\"\n%s%s", SOURCE, source);
    lowered_make(&t, (const char *const[]){"t.c", b.s, "lib.h", LIB, NULL}, NULL);
    assert_int_equal(t.report.errors, 0);
    expect_in(file, line, &t, "f", lines);
    lowered_fini(&t);
    strbuf_fini(&b);
}

#define expect_macro(source, ...) \
    expect_with_lib(__FILE__, __LINE__, source, (const char *const[]){__VA_ARGS__, NULL})

static void a_call_is_one_instruction_with_its_arguments(void **state) {
    UNUSED(state);
    expect_macro("void f(struct c *c, struct u *u) { M_ADD(c->users, id, u); }",
                 "macro M_ADD(%c->users, \"id\":ptr(void), %u)", "!->next");
}

static void an_argument_that_is_written_is_a_place(void **state) {
    UNUSED(state);
    expect_macro("struct u *f(int k) { struct u *e; M_FIND(all, &k, e); return e; }",
                 "macro M_FIND(@all, &%k, %e)", "= %e");
}

static void an_argument_with_an_effect_is_evaluated_once(void **state) {
    UNUSED(state);
    expect_macro("void f(void) { M_ADD(all, id, make()); }", "= call @make()",
                 "macro M_ADD(@all, \"id\":ptr(void), $");
}

static void a_macro_with_a_value_has_a_destination(void **state) {
    UNUSED(state);
    expect_macro("int f(struct c *c) { int n = M_COUNT(c->users); if (M_COUNT(all) > 3) return n;\n"
                 "  return M_COUNT(all) + 1; }",
                 "%n = macro M_COUNT(%c->users)", "= macro M_COUNT(@all)", "> 3",
                 "= macro M_COUNT(@all)", "+ 1");
}

static void a_macro_used_as_an_lvalue_is_the_code_that_it_is(void **state) {
    UNUSED(state);
    expect_macro("int f(struct u *u) { M_RAW(u) = 3; return M_RAW(u); }", "%u->id = 3",
                 "macro M_RAW(%u)");
}

static void a_loop_header_is_a_loop_around_the_call(void **state) {
    UNUSED(state);
    expect_macro(
        "void f(struct c *c) { struct u *e; M_EACH(c->users, e) { if (e->id == 1) continue;\n"
        "  if (e->id == 2) break; use(e); } g(1); }",
        "= macro M_EACH(%c->users, %e)", "if $", "if %e->id == 1", "if %e->id == 2", "call @use(%e",
        "call @g(1)", "!%e->next");
}

static void a_body_given_as_an_argument_is_the_body_of_a_loop(void **state) {
    UNUSED(state);
    expect_macro("void f(struct c *c) { struct u *e; M_DO(c->users, e, { use(e); }); }",
                 "= macro M_DO(%c->users, %e,", "if $", "call @use(%e", "!%e->next");
}

static void a_macro_that_begins_with_a_block_or_a_declaration_is_found(void **state) {
    UNUSED(state);
    expect_macro(
        "void f(struct c *c) { struct u *e; M_WALK(c->users, e, { if (!e) continue; use(e); });\n"
        "  M_ITER(all, x) use(x); }",
        "= macro M_WALK(%c->users, %e,", "if $", "call @use(%e", "= macro M_ITER(@all, %x)", "if $",
        "call @use(%x", "!->next");
}

static void a_call_inside_an_argument_of_another_macro_is_found(void **state) {
    UNUSED(state);
    expect_macro("#define MUST(x) do { x; g(7); } while (0)\n"
                 "void f(struct u *u) { MUST(M_ADD(all, id, u)); }",
                 "macro M_ADD(@all, \"id\":ptr(void), %u)", "call @g(7)", "!->next");
}

static void a_call_inside_an_assertion_counts_once(void **state) {
    UNUSED(state);
    expect_macro("#define check(e) ((void)sizeof(e), (e) ? (void)0 : use(0))\n"
                 "void f(void) { check(M_COUNT(all) < 3); }",
                 "= macro M_COUNT(@all)", "call @use");
}

static void a_call_in_the_body_of_a_wrapper_is_found(void **state) {
    UNUSED(state);
    expect_macro("#define ADD_USER(x) M_ADD(all, id, x)\n"
                 "void f(struct u *u) { ADD_USER(u); ADD_USER(make()); }",
                 "macro M_ADD(@all, \"id\":ptr(void), %u)", "= call @make()",
                 "macro M_ADD(@all, \"id\":ptr(void), $", "!->next");
}

static void a_wrapped_call_that_is_repeated_is_found_again(void **state) {
    UNUSED(state);
    expect_macro("#define MAX(a, b) ((a) > (b) ? (a) : (b))\n#define USERS() M_COUNT(all)\n"
                 "int f(void) { return MAX(USERS(), 3) + MAX(M_COUNT(all), 4); }",
                 "= macro M_COUNT(@all)", "= macro M_COUNT(@all)", "= macro M_COUNT(@all)",
                 "= macro M_COUNT(@all)", "!->id");
}

static void wrappers_of_wrappers_and_several_calls_are_found(void **state) {
    UNUSED(state);
    expect_macro("#define ADD_TO(c, x) M_ADD((c)->users, id, x)\n"
                 "#define ADD_BOTH(c, x, y) do { ADD_TO(c, x); g(5); ADD_TO(c, y); } while (0)\n"
                 "void f(struct c *c, struct u *u, struct u *v) { ADD_BOTH(c, u, v); }",
                 "macro M_ADD(%c->users, \"id\":ptr(void), %u)", "call @g(5)",
                 "macro M_ADD(%c->users, \"id\":ptr(void), %v)", "!->next");
}

static void a_wrapped_loop_header_is_a_loop(void **state) {
    UNUSED(state);
    expect_macro("#define EACH_USER(e) M_EACH(all, e)\n"
                 "void f(void) { struct u *e; EACH_USER(e) use(e); }",
                 "= macro M_EACH(@all, %e)", "if $", "call @use(%e", "!%e->next");
}

static void what_is_not_modelled_is_ordinary_code(void **state) {
    UNUSED(state);
    expect_macro("#define PUSH(h, x) ((x)->next = (h), (h) = (x))\n"
                 "void f(struct u *u) { PUSH(all, u); }",
                 "%u->next = @all", "@all = %u", "!macro");
}

// Header and body stand in the same macro: all of it is at the place of the invocation.
static void a_loop_whose_body_is_in_the_wrapper_keeps_it(void **state) {
    UNUSED(state);
    expect_macro("#define DROP(h) do { struct u *e; M_EACH(h, e) { use(e); g(1); } } while (0)\n"
                 "void f(struct c *c) { DROP(c->users); g(2); }",
                 "= macro M_EACH(%c->users, %e)", "if $", "call @use(%e", "call @g(1)", "end %e",
                 "call @g(2)", "!%e->next");
    expect_macro("#define DROP(h) do { struct u *e; M_EACH(h, e) use(e); } while (0)\n"
                 "void f(struct c *c) { DROP(c->users); }",
                 "= macro M_EACH(%c->users, %e)", "if $", "call @use(%e", "!%e->next");
    expect_macro("#define DROP(h) do { struct u *e; M_EACH(h, e); g(3); } while (0)\n"
                 "void f(struct c *c) { DROP(c->users); }",
                 "= macro M_EACH(%c->users, %e)", "if $", "call @g(3)", "!%e->next");
}

static void a_statement_that_is_the_body_in_a_wrapper_is_no_part_of_the_header(void **state) {
    UNUSED(state);
    expect_macro("#define DROP(h) do { struct u *e; M_EACH(h, e) if (e->id) use(e); } while (0)\n"
                 "void f(struct c *c) { DROP(c->users); }",
                 "= macro M_EACH(%c->users, %e)", "if $", "if %e->id", "call @use(%e", "!%e->next");
    expect_macro("#define DO(x) x\n"
                 "void f(struct u *e) { DO(M_EACH(all, e) if (e->id) use(e);) g(1); }",
                 "= macro M_EACH(@all, %e)", "if $", "if %e->id", "call @use(%e", "call @g(1)",
                 "!%e->next");
}

static void modelled_calls_in_the_body_in_a_wrapper_are_kept(void **state) {
    UNUSED(state);
    expect_macro("#define MOVE(a, b) do { struct u *e; M_EACH(a, e) { M_ADD(b, id, e); use(e); }"
                 " g(1); } while (0)\n"
                 "void f(struct c *c) { MOVE(c->users, all); }",
                 "= macro M_EACH(%c->users, %e)", "if $", "macro M_ADD(@all, \"id\":ptr(void), %e",
                 "call @use(%e", "call @g(1)", "!->next");
    expect_macro("#define MOVE(a, b) do { struct u *e; M_EACH(a, e) M_ADD(b, id, e); g(1); }"
                 " while (0)\n"
                 "void f(struct c *c) { MOVE(c->users, all); }",
                 "= macro M_EACH(%c->users, %e)", "if $", "macro M_ADD(@all, \"id\":ptr(void), %e",
                 "call @g(1)", "!->next");
    expect_macro(
        "#define FIND(a, k, r) do { struct u *e; M_EACH(a, e) M_FIND(e, k, r); } while (0)\n"
        "struct u *f(int k) { struct u *r; FIND(all, &k, r); return r; }",
        "= macro M_EACH(@all, %e)", "if $", "macro M_FIND(%e, &%k, %r)", "!->next");
}

static void loops_in_loops_of_a_wrapper_are_kept(void **state) {
    UNUSED(state);
    expect_macro("#define EACH(h, e) M_EACH(h, e)\n"
                 "#define DROP(h) do { struct u *e, *d; EACH(h, e) { g(1); EACH(e, d) use(d); } }"
                 " while (0)\n"
                 "void f(struct c *c) { DROP(c->users); g(2); }",
                 "= macro M_EACH(%c->users, %e)", "if $", "call @g(1)", "= macro M_EACH(%e, %d)",
                 "if $", "call @use(%d", "call @g(2)", "!->next");
    expect_macro("#define DO(x) x\n#define EACH(h, e) M_EACH(h, e)\n"
                 "void f(struct u *e) { DO(EACH(all, e) { use(e); }) g(1); }",
                 "= macro M_EACH(@all, %e)", "if $", "call @use(%e", "call @g(1)", "!%e->next");
    expect_macro("#define BEGIN(h, e) { M_EACH(h, e) {\n#define END }}\n"
                 "void f(struct u *e) { BEGIN(all, e) use(e); END g(1); }",
                 "= macro M_EACH(@all, %e)", "if $", "call @use(%e", "call @g(1)", "!%e->next");
}

// Beside a modelled macro, in the branch of an #if that is not the first.
static void the_code_of_a_wrapper_with_several_definitions_is_kept(void **state) {
    UNUSED(state);
    expect_macro(
        "#define M_NONE(h) ((void)(h))\n"
        "#ifdef TRACE\n#define DROP(h) do { g(9); M_EACH(h, x) use(x); } while (0)\n#else\n"
        "#define DROP(h) do { struct u *e; g(1); M_EACH(h, e) { use(e); } } while (0)\n"
        "#endif\nvoid f(struct c *c) { DROP(c->users); g(2); }",
        "call @g(1)", "= macro M_EACH(%c->users,", "if $", "call @use(%e", "call @g(2)",
        "!%e->next");
}

static void a_body_that_a_wrapper_hands_on_is_lowered_once(void **state) {
    UNUSED(state);
    expect_macro("#define ALL(h, code) do { struct u *e; M_DO(h, e, code); } while (0)\n"
                 "void f(struct c *c) { ALL(c->users, { use(e); }); g(1); }",
                 "= macro M_DO(%c->users, %e,", "if $", "call @use(%e", "call @g(1)", "!%e->next");
    expect_macro("#define DROP(h) do { struct u *e; M_DO(h, e, { use(e); }); g(2); } while (0)\n"
                 "void f(struct c *c) { DROP(c->users); g(1); }",
                 "= macro M_DO(%c->users, %e,", "if $", "call @use(%e", "call @g(2)", "call @g(1)",
                 "!%e->next");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_one_instruction_with_its_arguments),
        cmocka_unit_test(an_argument_that_is_written_is_a_place),
        cmocka_unit_test(an_argument_with_an_effect_is_evaluated_once),
        cmocka_unit_test(a_macro_with_a_value_has_a_destination),
        cmocka_unit_test(a_macro_used_as_an_lvalue_is_the_code_that_it_is),
        cmocka_unit_test(a_loop_header_is_a_loop_around_the_call),
        cmocka_unit_test(a_body_given_as_an_argument_is_the_body_of_a_loop),
        cmocka_unit_test(a_macro_that_begins_with_a_block_or_a_declaration_is_found),
        cmocka_unit_test(a_call_inside_an_argument_of_another_macro_is_found),
        cmocka_unit_test(a_call_inside_an_assertion_counts_once),
        cmocka_unit_test(a_call_in_the_body_of_a_wrapper_is_found),
        cmocka_unit_test(a_wrapped_call_that_is_repeated_is_found_again),
        cmocka_unit_test(wrappers_of_wrappers_and_several_calls_are_found),
        cmocka_unit_test(a_wrapped_loop_header_is_a_loop),
        cmocka_unit_test(what_is_not_modelled_is_ordinary_code),
        cmocka_unit_test(a_loop_whose_body_is_in_the_wrapper_keeps_it),
        cmocka_unit_test(a_statement_that_is_the_body_in_a_wrapper_is_no_part_of_the_header),
        cmocka_unit_test(modelled_calls_in_the_body_in_a_wrapper_are_kept),
        cmocka_unit_test(loops_in_loops_of_a_wrapper_are_kept),
        cmocka_unit_test(the_code_of_a_wrapper_with_several_definitions_is_kept),
        cmocka_unit_test(a_body_that_a_wrapper_hands_on_is_lowered_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
