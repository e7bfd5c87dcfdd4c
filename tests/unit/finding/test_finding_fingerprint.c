// SPDX-License-Identifier: Apache-2.0
//
// What a fingerprint survives, and what it tells apart.
#include "source_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int set_up(void **state) {
    UNUSED(state);
    sources_begin();
    return 0;
}

static int tear_down(void **state) {
    UNUSED(state);
    sources_end();
    return 0;
}

typedef struct {
    const char *name, *text; // of the file
    uint32_t line;
    const char *rule, *function, *holder; // NULL: grow-only, f, m
} Case;

// The fingerprint of the only finding of a run; valid until the next call.
static const char *fingerprint(const Case *c) {
    static char kept[4][33];
    static int next;
    char *copy = kept[next++ % 4];
    RunReport r;
    run_report_init(&r);
    Finding *f = add_finding(&r, c->text ? source_text(c->name, c->text) : c->name, c->line, 5);
    f->rule = c->rule ? c->rule : f->rule;
    f->function = c->function ? c->function : f->function;
    f->holder = c->holder ? c->holder : f->holder;
    finding_finish(&r);
    assert_int_equal(strlen(r.findings.data[0].fingerprint), 32);
    assert_int_equal(strspn(r.findings.data[0].fingerprint, "0123456789abcdef"), 32);
    snprintf(copy, 33, "%s", r.findings.data[0].fingerprint);
    run_report_fini(&r);
    return copy;
}

static const Case plain = {.name = "a.c", .text = "    put(m, \"a b\", v);\n", .line = 1};

static void it_survives_what_does_not_change_the_line(void **state) {
    UNUSED(state);
    const Case same[] = {
        {.name = "a.c", .text = "\n\n\n    put(m, \"a b\", v);\n", .line = 4},
        {.name = "renamed.c", .text = "    put(m, \"a b\", v);\n", .line = 1},
        {.name = "a.c", .text = "\t put (m,\"a b\" ,  v) ; \r\n", .line = 1},
        {.name = "a.c", .text = "put(m, \"a b\", v); // NOLINT: later\n", .line = 1},
        {.name = "a.c", .text = "/* put(\n x */ put(m, /* key */ \"a b\", v);", .line = 2},
    };
    for (size_t i = 0; i < COUNT_OF(same); i++)
        assert_string_equal(fingerprint(&plain), fingerprint(&same[i]));
}

static void it_tells_apart(void **state) {
    UNUSED(state);
    const Case other[] = {
        {.name = "a.c", .text = plain.text, .line = 1, .rule = "escape"},
        {.name = "a.c", .text = plain.text, .line = 1, .function = "g"},
        {.name = "a.c", .text = plain.text, .line = 1, .holder = "n"},
        {.name = "a.c", .text = plain.text, .line = 1, .rule = "grow-onlyf", .function = ""},
        {.name = "a.c", .text = "    put(m, \"a  b\", v);\n", .line = 1},
        {.name = "a.c", .text = "    put(m, \"a b\", w);\n", .line = 1},
        {.name = "a.c", .text = "    putm(, \"a b\", v);\n", .line = 1},
        {.name = "/nowhere/a.c", .line = 1},
        {.name = "a.c", .text = plain.text, .line = 2},
    };
    for (size_t i = 0; i < COUNT_OF(other); i++)
        assert_string_not_equal(fingerprint(&plain), fingerprint(&other[i]));
}

// Fills `out` with the fingerprints of findings in lines 1 to n of the text, all in function f.
static void fingerprints(const char *name, const char *text, uint32_t n, char out[][33]) {
    RunReport r;
    run_report_init(&r);
    const char *path = source_text(name, text);
    for (uint32_t i = n; i > 0; i--)
        add_finding(&r, path, i, 1);
    finding_finish(&r);
    for (uint32_t i = 0; i < n; i++)
        memcpy(out[i], r.findings.data[i].fingerprint, 33);
    run_report_fini(&r);
}

static void equal_lines_of_one_function_differ(void **state) {
    UNUSED(state);
    char before[3][33], after[4][33];
    fingerprints("a.c", "put(m, k);\nput(m, k);\nput(m, k);\n", 3, before);
    assert_string_not_equal(before[0], before[1]);
    assert_string_not_equal(before[1], before[2]);
    assert_string_not_equal(before[0], before[2]);
    fingerprints("a.c", "other();\nput(m,k);\n put(m, k);\n\tput(m, k);\n", 4, after);
    for (int i = 0; i < 3; i++)
        assert_string_equal(before[i], after[i + 1]);
}

static void equal_lines_of_different_functions_differ_without_an_ordinal(void **state) {
    UNUSED(state);
    RunReport r;
    run_report_init(&r);
    const char *path = source_text("a.c", "put(m, k);\nput(m, k);\n");
    add_finding(&r, path, 1, 1)->function = "g";
    add_finding(&r, path, 2, 1);
    finding_finish(&r);
    const Case alone = {.name = "a.c", .text = "put(m, k);", .line = 1};
    assert_string_equal(r.findings.data[1].fingerprint, fingerprint(&alone));
    run_report_fini(&r);
}

static void a_second_file_does_not_change_the_first_ones(void **state) {
    UNUSED(state);
    RunReport r;
    run_report_init(&r);
    add_finding(&r, source_text("a.c", plain.text), 1, 5);
    add_finding(&r, source_text("b.c", plain.text), 1, 5);
    finding_finish(&r);
    for (uint32_t i = 0; i < 2; i++)
        assert_string_equal(r.findings.data[i].fingerprint, fingerprint(&plain));
    run_report_fini(&r);
}

static void it_is_the_same_on_every_machine(void **state) {
    UNUSED(state);
    assert_string_equal(fingerprint(&plain), "91ce411fe97aa269b58b3cf8e2c9b17b");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(it_survives_what_does_not_change_the_line),
        TEST(it_tells_apart),
        TEST(equal_lines_of_one_function_differ),
        TEST(equal_lines_of_different_functions_differ_without_an_ordinal),
        TEST(a_second_file_does_not_change_the_first_ones),
        TEST(it_is_the_same_on_every_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
