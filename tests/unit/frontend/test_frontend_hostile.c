// SPDX-License-Identifier: Apache-2.0
//
// Sources that are wrong, huge or odd: an answer, and no crash.
#include "lowered.h"

#include <pthread.h>
#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { STACK_BYTES = 256 << 20 };

static unsigned flags_of(const Lowered *t, const char *name) {
    FuncId f = lowered_func(t, name);
    assert_int_not_equal(f.v, 0);
    return ir_func(&t->m, f)->flags;
}

static void a_function_with_an_error_is_unreliable(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_source(&t, "void k(int);\n"
                       "void bad(void) { foo_t q = bar(p); BAZ(q); k(1); }\n"
                       "void good(void) { k(2); }");
    assert_true(t.report.errors > 0);
    assert_non_null(strstr(t.report.first_error, "t.c:2:"));
    assert_true(flags_of(&t, "bad") & FUNC_UNRELIABLE);
    assert_false(flags_of(&t, "good") & FUNC_UNRELIABLE);
    lowered_fini(&t);
}

static void a_missing_header_does_not_stop_the_unit(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_source(&t, "#include <no/such/header.h>\nvoid k(int);\n"
                       "void f(void) { k(1); } void g(void) { gone_t x; k(2); }");
    assert_int_equal(t.status, STATUS_OK);
    assert_true(t.report.errors >= 2);
    expect_lines(&t, "f", "call @k(1)");
    assert_false(flags_of(&t, "f") & FUNC_UNRELIABLE);
    assert_true(flags_of(&t, "g") & FUNC_UNRELIABLE);
    lowered_fini(&t);
}

static void more_errors_than_clang_s_limit_are_all_seen(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    for (int i = 0; i < 60; i++)
        strbuf_printf(&b, "void f%d(void) { undeclared%d = 1; }\n", i, i);
    Lowered t;
    lowered_source(&t, b.s);
    assert_int_equal(t.report.errors, 60);
    assert_true(flags_of(&t, "f59") & FUNC_UNRELIABLE);
    lowered_fini(&t);
    strbuf_fini(&b);
}

static void old_c_is_accepted_with_its_implicit_declarations(void **state) {
    UNUSED(state);
    Lowered t;
    lowered_source(&t, "k(n) int n; { char *p = n; return undeclared(p); }");
    assert_int_equal(t.report.errors, 0);
    expect_lines(&t, "k", "%n: i32", "call @undeclared(%p)");
    lowered_fini(&t);
}

static void sources_that_cannot_be_read_are_refused(void **state) {
    UNUSED(state);
    IrModule m;
    FrontendReport report;
    Error err;
    FrontendCommand command = {"/tmp", "no-such-file.c", NULL, 0};
    ir_module_init(&m);
    assert_int_equal(frontend_parse(&m, &command, NULL, &report, &err), STATUS_FAILED);
    command.file = "/tmp";
    assert_int_equal(frontend_parse(&m, &command, NULL, &report, &err), STATUS_FAILED);
    char fifo[64];
    snprintf(fifo, sizeof fifo, "/tmp/frontend-fifo-%d.c", (int)getpid());
    assert_int_equal(mkfifo(fifo, 0600), 0);
    command.file = fifo;
    assert_int_equal(frontend_parse(&m, &command, NULL, &report, &err), STATUS_FAILED);
    unlink(fifo);
    ir_module_fini(&m);
}

static void odd_bytes_do_no_harm(void **state) {
    UNUSED(state);
    static const char *const sources[] = {
        "",
        "\n",
        "int f(void) { return 1; } \xff\xfe \x01",
        "void f(void) { char *s = \"\xc3\x28\"; \"a\\\n b\"; }",
        "void f(int a) { if (a",
        "void f(int a) { switch (a) { case } }",
        "void f(int a) { for (;;",
        "void f(void) { ({ }); ({ ; }); ({ int x; }); }",
        "void f(void) { break; continue; goto nowhere; case 1:; }",
        "struct s { struct s s; int a[-1]; } x = {1, {2}}; int f(void) { return x.a[0]; }",
        "int f(void) { return sizeof(struct gone) + __builtin_offsetof(int, x); }",
        "int a[] = {[1 ... 3] = 2, [-1] = 4, 1, 2}; int f(void) { return a[1 << 40]; }",
        "void f(void) { struct {} e[3] = {1, 2, 3}; union {} u = {1}; (void)e; (void)u; }",
        "int f(x) { return x; } int f(void);",
        "_Generic(1, int: 2) f(void) { return _Generic(f, default: 1, int: ); }",
        "void f(void) { __asm__(\"\" : \"=r\"(gone) : \"r\"(1)); M_; M_( M_(1 M_(1, }",
        "#define M_X(a) M_X(a)\nvoid f(int a) { M_X(a); }",
        "#define M_Y(a) {\nvoid f(int a) M_Y(a) a++; }",
        "#define W(a) W(a) M_Z(a)\n#define M_Z(a) ++a\nvoid f(int a) { (void)M_Z(a); W(a); }",
        "__builtin_va_list v; int f(void) { return __builtin_va_arg(v, int) ?: -f(); }",
        "int f(int n) { int a[n][n]; return a[1][2] + sizeof a + ((int (*)[n])0)[0][1]; }",
        "typedef __builtin_va_list v; void f(int n, ...) { v a; (void)__builtin_va_start; gone x "
        "=\n"
        "  h((__builtin_va_start), 1); static gone z; gone y[3]; struct { gone q; int b; } s; }",
        "void f(void) { __auto_type x = gone(1); __auto_type y = 1; x.a = y; }",
        "_Complex double c; int f(void) { c *= 2; return __real__ c + __imag__ c; }",
        "typedef int v4 __attribute__((vector_size(16))); int f(v4 a) { a = a + a; return a[1]; }",
    };
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        Lowered t;
        lowered_source(&t, sources[i]);
        lowered_text(&t, "f");
        lowered_fini(&t);
    }
}

static void a_nul_byte_in_the_source_is_survived(void **state) {
    UNUSED(state);
    char path[64];
    snprintf(path, sizeof path, "/tmp/frontend-nul-%d.c", (int)getpid());
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    static const char text[] = "int f(void) { return 1; }\0\nint g(void) { return 2; }\n";
    fwrite(text, 1, sizeof text - 1, f);
    fclose(f);
    IrModule m;
    FrontendReport report;
    Error err;
    FrontendCommand command = {"/tmp", path, NULL, 0};
    ir_module_init(&m);
    assert_int_equal(frontend_parse(&m, &command, NULL, &report, &err), STATUS_OK);
    ir_module_fini(&m);
    unlink(path);
}

// ---- Deep sources, on a big stack ----

static void *run_deep(void *source) {
    Lowered *t = base_malloc(sizeof *t, "test");
    lowered_source(t, source);
    return t;
}

static Lowered *lower_deep(StrBuf *source) {
    setenv("LIBCLANG_NOTHREADS", "1", 1);
    pthread_attr_t attr;
    pthread_t thread;
    void *result;
    assert_int_equal(pthread_attr_init(&attr), 0);
    assert_int_equal(pthread_attr_setstacksize(&attr, STACK_BYTES), 0);
    assert_int_equal(pthread_create(&thread, &attr, run_deep, source->s), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    pthread_attr_destroy(&attr);
    strbuf_fini(source);
    return result;
}

static void deep_fini(Lowered *t) {
    assert_int_not_equal(lowered_func(t, "f").v, 0);
    lowered_fini(t);
    free(t);
}

static void a_sum_of_a_hundred_thousand_terms_is_lowered(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    strbuf_adds(&b, "int f(int a) { return a");
    for (int i = 0; i < 100000; i++)
        strbuf_adds(&b, "+a");
    strbuf_adds(&b, "; }");
    deep_fini(lower_deep(&b));
}

static void long_chains_of_conditions_are_lowered(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    strbuf_adds(&b, "int f(int a) { if (a");
    for (int i = 0; i < 20000; i++)
        strbuf_adds(&b, "&&a");
    strbuf_adds(&b, ") return (a");
    for (int i = 0; i < 20000; i++)
        strbuf_adds(&b, ",a++");
    strbuf_adds(&b, "); return 0; }");
    deep_fini(lower_deep(&b));
}

static void five_thousand_else_ifs_are_lowered(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    strbuf_adds(&b, "void g(int); void f(int a) { if (a == 1) g(1);");
    for (int i = 0; i < 5000; i++)
        strbuf_printf(&b, "else if (a == %d) g(%d);\n", i, i);
    strbuf_adds(&b, "}");
    deep_fini(lower_deep(&b));
}

static void five_thousand_cases_together_are_lowered(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    strbuf_adds(&b, "void g(int); void f(int a) { switch (a) {");
    for (int i = 0; i < 5000; i++)
        strbuf_printf(&b, "case %d:\n", i);
    strbuf_adds(&b, "g(1); } }");
    deep_fini(lower_deep(&b));
}

static void nesting_up_to_the_parsers_limit_is_lowered(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    strbuf_adds(&b, "int f(int a) { return ");
    for (int i = 0; i < 240; i++)
        strbuf_adds(&b, "(a?1:");
    strbuf_adds(&b, "2");
    for (int i = 0; i < 240; i++)
        strbuf_adds(&b, ")");
    strbuf_adds(&b, "; }");
    deep_fini(lower_deep(&b));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_with_an_error_is_unreliable),
        cmocka_unit_test(a_missing_header_does_not_stop_the_unit),
        cmocka_unit_test(more_errors_than_clang_s_limit_are_all_seen),
        cmocka_unit_test(old_c_is_accepted_with_its_implicit_declarations),
        cmocka_unit_test(sources_that_cannot_be_read_are_refused),
        cmocka_unit_test(odd_bytes_do_no_harm),
        cmocka_unit_test(a_nul_byte_in_the_source_is_survived),
        cmocka_unit_test(a_sum_of_a_hundred_thousand_terms_is_lowered),
        cmocka_unit_test(long_chains_of_conditions_are_lowered),
        cmocka_unit_test(five_thousand_else_ifs_are_lowered),
        cmocka_unit_test(five_thousand_cases_together_are_lowered),
        cmocka_unit_test(nesting_up_to_the_parsers_limit_is_lowered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
