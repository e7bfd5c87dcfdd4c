// SPDX-License-Identifier: Apache-2.0
//
// Declarations: identity of functions, globals, records; headers; initialisers.
#include "lowered.h"

#include <setjmp.h>

#include <cmocka.h>

static const IrGlobal *global_named(const Lowered *t, const char *name) {
    for (uint32_t i = 1; i < t->m.globals.len; i++)
        if (strcmp(ir_str(&t->m, t->m.globals.data[i].name), name) == 0)
            return &t->m.globals.data[i];
    fail_msg("no global %s", name);
    return NULL;
}

static const IrType *record_named(const Lowered *t, const char *name) {
    for (uint32_t i = 1; i < t->m.types.len; i++)
        if (t->m.types.data[i].kind == TYPE_RECORD &&
            strcmp(ir_str(&t->m, t->m.types.data[i].name), name) == 0)
            return &t->m.types.data[i];
    fail_msg("no record %s", name);
    return NULL;
}

// What is first seen of both is a declaration without the part that counts.
static void a_forward_declaration_stands_for_its_definition(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_source(&t, "typedef enum answer answer;\n"
                       "typedef union box box;\n"
                       "answer ask(const box *b);\n"
                       "enum answer { NONE = -1, SOME };\n"
                       "union box { answer last; long count; };\n"
                       "answer ask(const box *b) { return b->last; }\n");
    const IrType *answer = ir_type(&t.m, ir_func(&t.m, lowered_func(&t, "ask"))->result);
    assert_int_equal(answer->kind, TYPE_ENUM);
    assert_int_equal(answer->size, 4);
    assert_true(answer->is_signed);
    assert_true(record_named(&t, "box")->is_union);
    assert_int_equal(record_named(&t, "box")->size, 8);
    lowered_fini(&t);
}

static unsigned flags_of(const Lowered *t, const char *name) {
    FuncId f = lowered_func(t, name);
    assert_int_not_equal(f.v, 0);
    return ir_func(&t->m, f)->flags;
}

static void functions_that_a_header_s_macro_writes_are_marked(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_make(
        &t,
        (const char *const[]){"t.c",
                              "#include \"t.h\"\n"
                              "#define OWN(n) static int n(void) { return 1; }\n"
                              "MAKE(a)\nWRAPPED(b)\nOWN(own)\nGIVEN({ return 2; })\n"
                              "int f(void) { return make_a() + make_b() + own() + given(); }",
                              "t.h",
                              "#define MAKE(n) static int make_##n(void) { return 7; }\n"
                              "#define WRAPPED(n) MAKE(n)\n"
                              "#define GIVEN(body) static int given(void) body\n",
                              NULL},
        NULL);
    assert_true(flags_of(&t, "make_a") & FUNC_GENERATED);
    assert_true(flags_of(&t, "make_b") & FUNC_GENERATED);
    assert_false(flags_of(&t, "own") & FUNC_GENERATED);
    assert_false(flags_of(&t, "given") & FUNC_GENERATED);
    assert_false(flags_of(&t, "f") & FUNC_GENERATED);
    lowered_fini(&t);
}

static void inline_functions_of_headers_are_lowered_when_they_are_reached(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_make(&t,
                 (const char *const[]){"t.c", "#include \"t.h\"\nint f(void) { return outer(); }",
                                       "t.h",
                                       "static inline int inner(void) { return 7; }\n"
                                       "static inline int outer(void) { return inner(); }\n"
                                       "static inline int unused(void) { return 8; }\n",
                                       NULL},
                 NULL);
    expect_lines(&t, "inner", "return 7");
    assert_true(flags_of(&t, "inner") & FUNC_INLINE);
    assert_true(flags_of(&t, "outer") & FUNC_INLINE);
    assert_false(flags_of(&t, "f") & FUNC_INLINE);
    assert_int_equal(lowered_func(&t, "unused").v, 0);
    lowered_fini(&t);
}

static void an_included_source_defines_its_functions_here(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_make(&t,
                 (const char *const[]){"t.c", "#include \"impl.c\"\n", "impl.c",
                                       "int impl(void) { return 1; }\n", NULL},
                 NULL);
    assert_int_not_equal(lowered_func(&t, "impl").v, 0);
    lowered_fini(&t);
}

static void flags_reach_the_parser(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_make(&t, (const char *const[]){"t.c", "int f(void) { return N; }", NULL},
                 (const char *const[]){"-DN=42", "-march=nonsense", NULL});
    assert_int_equal(t.status, STATUS_OK);
    expect_lines(&t, "f", "return 42");
    lowered_fini(&t);
}

static void attributes_of_functions_become_flags(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_source(&t, "#define START __attribute__((constructor))\n"
                       "START static void up(void) {}\n"
                       "__attribute__((destructor)) void down(void) {}\n"
                       "__attribute__((malloc)) void *fresh(int n, ...) { (void)n; return 0; }\n"
                       "static void *noreturn_name(void) { return 0; }\n"
                       "void f(void) { noreturn_name(); }\n");
    assert_true(flags_of(&t, "up") & FUNC_CONSTRUCTOR);
    assert_true(flags_of(&t, "up") & FUNC_STATIC);
    assert_true(flags_of(&t, "down") & FUNC_DESTRUCTOR);
    assert_true(flags_of(&t, "fresh") & FUNC_MALLOC);
    assert_true(flags_of(&t, "fresh") & FUNC_VARIADIC);
    assert_false(flags_of(&t, "noreturn_name") & FUNC_NORETURN);
    lowered_fini(&t);
}

static void globals_say_who_sees_them(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_source(&t, "extern int out; int own; static int hidden; _Thread_local int each;\n"
                       "const int fixed = 1;\n"
                       "int f(void) { static int kept; return out + own + hidden + each + fixed\n"
                       "  + kept; }");
    assert_false(global_named(&t, "out")->is_defined);
    assert_true(global_named(&t, "own")->is_defined);
    assert_true(global_named(&t, "hidden")->is_static);
    assert_true(global_named(&t, "each")->is_thread);
    assert_true(global_named(&t, "fixed")->is_const);
    assert_true(global_named(&t, "kept")->is_local);
    assert_string_equal(ir_str(&t.m, global_named(&t, "kept")->func), "c:@F@f");
    lowered_fini(&t);
}

static void statics_of_two_directories_are_distinct(void **state) {
    UNUSED(state);
    Lowered a, b;
    const char *source = "static int s; static int h(void) { return s; }\n"
                         "int f(void) { return h(); }";
    lowered_source(&a, source);
    lowered_source(&b, source);
    assert_string_not_equal(ir_str(&a.m, global_named(&a, "s")->usr),
                            ir_str(&b.m, global_named(&b, "s")->usr));
    assert_string_not_equal(ir_str(&a.m, ir_func(&a.m, lowered_func(&a, "h"))->usr),
                            ir_str(&b.m, ir_func(&b.m, lowered_func(&b, "h"))->usr));
    assert_string_equal(ir_str(&a.m, ir_func(&a.m, lowered_func(&a, "f"))->usr),
                        ir_str(&b.m, ir_func(&b.m, lowered_func(&b, "f"))->usr));
    lowered_fini(&a);
    lowered_fini(&b);
}

static void a_static_declared_in_a_header_and_defined_in_the_source_is_one(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_make(&t,
                 (const char *const[]){"t.c",
                                       "#include \"t.h\"\nint f(void) { s = 1; return h(); }\n"
                                       "static int s = 2; static int h(void) { return s; }",
                                       "t.h", "static int s; static int h(void);\n", NULL},
                 NULL);
    assert_int_not_equal(lowered_func(&t, "h").v, 0);
    assert_int_equal(t.m.funcs.len, 1 + 3); // f, h and the globals' initialisers
    assert_int_equal(t.m.globals.len, 1 + 1);
    lowered_fini(&t);
}

static void records_of_headers_are_shared_and_those_of_sources_are_not(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_make(&t,
                 (const char *const[]){
                     "t.c",
                     "#include \"t.h\"\nstruct mine { int x; };\n"
                     "struct opaque { int y; };\n"
                     "int f(struct mine *m, opaque_t *o, struct shared *s) {\n"
                     "  return m->x + o->y + s->z; }",
                     "t.h", "typedef struct opaque opaque_t; struct shared { int z; };\n", NULL},
                 NULL);
    assert_string_equal(ir_str(&t.m, record_named(&t, "shared")->usr), "c:@S@shared");
    assert_string_equal(ir_str(&t.m, record_named(&t, "opaque")->usr), "c:@S@opaque");
    assert_string_equal(ir_str(&t.m, record_named(&t, "opaque")->alias), "opaque_t");
    assert_string_not_equal(ir_str(&t.m, record_named(&t, "mine")->usr), "c:@S@mine");
    lowered_fini(&t);
}

static void initialisers_of_globals_keep_what_stores_pointers(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_source(&t,
                   "int g(int); int h(int); struct op { const char *name; int n; int (*fn)(int);\n"
                   "  struct op *next; };\n"
                   "static int numbers[] = {1, 2, 3}; int plain = 5; int *where = &numbers[1];\n"
                   "static struct op ops[] = {{\"a\", 1, g, 0}, {.fn = h, .next = &ops[0]},\n"
                   "  [5] = {.fn = &g}};\n"
                   "static struct op *made = &(struct op){.fn = h};\n"
                   "int (*f(int i))(int) { static struct op one = {.fn = g};\n"
                   "  return ops[i].fn ? made->fn : one.fn; }");
    expect_lines(&t, "<globals>", "@one.fn = @g", "!numbers[0]", "!plain");
    expect_lines(&t, "<globals>", "@where = &@numbers[1]", "@ops[0].fn = @g", "@ops[1].fn = @h",
                 "@ops[1].next = &@ops[0]", "@ops[5].fn = @g", ".fn = @h", "@made = &");
    assert_true(flags_of(&t, "<globals>") & FUNC_GLOBAL_INIT);
    lowered_fini(&t);
}

#define RECORDS                                                                                \
    "struct in { int b, c; }; void use(void *);\n"                                             \
    "struct s { int a; struct in in; struct s *next; int arr[3]; union { int u; char *p; };\n" \
    "  struct { int x, y; }; };\n"

static void an_aggregate_is_zero_and_then_what_is_written(void **state) {
    UNUSED(state);
    expect_ir(RECORDS
              "void f(struct s *p) { struct s s = {.next = p, .in.c = 2, .arr = {[1] = 7}};\n"
              "  use(&s); }",
              "%s = 0:struct s {init}", "%s.next = %p {init}", "%s.in.c = 2 {init}",
              "%s.arr[1] = 7 {init}");
    expect_ir(RECORDS "void f(void) { struct s s = {0}; use(&s); }", "%s = 0:struct s {init}",
              "!%s.a");
}

static void braces_may_be_left_out(void **state) {
    UNUSED(state);
    expect_ir(RECORDS
              "void f(struct s *p) { struct s s = {1, 2, 3, p, 4, 5, 6, 7, 8, 9}; use(&s); }",
              "%s.a = 1", "%s.in.b = 2", "%s.in.c = 3", "%s.next = %p", "%s.arr[0] = 4",
              "%s.arr[2] = 6", "u) = 7", "x) = 8", "y) = 9");
    expect_ir(RECORDS "void f(void) { struct in a[2] = {1, 2, 3, 4}; use(a); }", "%a[0].b = 1",
              "%a[0].c = 2", "%a[1].b = 3", "%a[1].c = 4");
    expect_ir(RECORDS "void f(struct in i) { struct s s = {1, i, 0}; use(&s); }", "%s.in = %i");
}

static void designators_move_the_current_member(void **state) {
    UNUSED(state);
    expect_ir(RECORDS "void f(struct s *p) { struct s s = {.in = {.b = 1}, p, .y = 3, .p = 0, 5};\n"
                      "  int a[] = {[3] = 1, 2}; use(a); use(&s); }",
              "%s.in.b = 1", "%s.next = %p", "y) = 3", "%a[3] = 1", "%a[4] = 2");
}

static void compound_literals_are_locals_of_their_block(void **state) {
    UNUSED(state);
    expect_ir(RECORDS "void f(struct s *p) { { use(&(struct in){.c = 2}); } use(p); }",
              "= 0:struct in", ".c = 2", "call @use(&%", "end %", "call @use(%p");
    expect_ir(RECORDS "void f(struct s *p) { p->in = (struct in){1, 2}; struct in i =\n"
                      "  (struct in){3, 4}; use(&i); }",
              "%p->in = ", "%i.b = 3", "%i.c = 4");
}

static void long_arrays_of_numbers_are_one_instruction(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    strbuf_adds(&b, "int g(void); int f(int i) { int a[] = {");
    for (int i = 0; i < 5000; i++)
        strbuf_printf(&b, "%d,", i);
    strbuf_adds(&b, "g()}; return a[i]; }");
    Lowered t;
    lowered_source(&t, b.s);
    expect_lines(&t, "f", "call @g()", "%a = ?");
    assert_true(ir_func(&t.m, lowered_func(&t, "f"))->ninsns < 20);
    lowered_fini(&t);
    strbuf_fini(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forward_declaration_stands_for_its_definition),
        cmocka_unit_test(functions_that_a_header_s_macro_writes_are_marked),
        cmocka_unit_test(inline_functions_of_headers_are_lowered_when_they_are_reached),
        cmocka_unit_test(an_included_source_defines_its_functions_here),
        cmocka_unit_test(flags_reach_the_parser),
        cmocka_unit_test(attributes_of_functions_become_flags),
        cmocka_unit_test(globals_say_who_sees_them),
        cmocka_unit_test(statics_of_two_directories_are_distinct),
        cmocka_unit_test(a_static_declared_in_a_header_and_defined_in_the_source_is_one),
        cmocka_unit_test(records_of_headers_are_shared_and_those_of_sources_are_not),
        cmocka_unit_test(initialisers_of_globals_keep_what_stores_pointers),
        cmocka_unit_test(an_aggregate_is_zero_and_then_what_is_written),
        cmocka_unit_test(braces_may_be_left_out),
        cmocka_unit_test(designators_move_the_current_member),
        cmocka_unit_test(compound_literals_are_locals_of_their_block),
        cmocka_unit_test(long_arrays_of_numbers_are_one_instruction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
