// SPDX-License-Identifier: Apache-2.0
//
// Every form of NOLINT, and what only looks like one.
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

// The reason why a grow-only finding in that place is suppressed; NULL when it is not. Valid until
// the next call.
static const char *reason_at(const char *text, uint32_t line, uint32_t col) {
    static char reason[256];
    RunReport r;
    run_report_init(&r);
    add_finding(&r, source_text("a.c", text), line, col);
    finding_finish(&r);
    const Finding *f = &r.findings.data[0];
    snprintf(reason, sizeof reason, "%s", f->suppression);
    bool suppressed = f->suppressed;
    run_report_fini(&r);
    return suppressed ? reason : NULL;
}

typedef struct {
    const char *text;
    uint32_t line;
    const char *reason; // NULL: not suppressed
} Case;

static void check(const Case *cases, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const char *reason = reason_at(cases[i].text, cases[i].line, 1);
        if (!reason != !cases[i].reason || (reason && strcmp(reason, cases[i].reason) != 0))
            fail_msg("case %zu: %s:%u: %s", i, cases[i].text, cases[i].line,
                     reason ? reason : "not suppressed");
    }
}

static void nolint_means_its_own_line(void **state) {
    UNUSED(state);
    static const Case cases[] = {
        {"put(m); // NOLINT\n", 1, ""},
        {"put(m); //NOLINT\n", 1, ""},
        {"put(m); /* NOLINT */\n", 1, ""},
        {"put(m); /*NOLINT*/ x();\n", 1, ""},
        {"put(m); // see below NOLINT\n", 1, ""},
        {"put(m); // NOLINT: kept by main\n", 1, "kept by main"},
        {"put(m); /* NOLINT: kept by main */\n", 1, "kept by main"},
        {"// NOLINT\nput(m);\n", 2, NULL},
        {"put(m);\n// NOLINT\n", 1, NULL},
        {"put(m); /* one\n NOLINT */ put(m);\n", 2, ""},
        {"put(m); /* one\n NOLINT */ put(m);\n", 1, NULL},
        {"put(m); // one \\\n NOLINT\n", 2, ""},
        {"put(m); // NOLINT\r\nput(n);\r\n", 1, ""},
        {"put(m); // NOLINT\rput(n);", 2, NULL},
        {"put(m); // NOLINT", 1, ""},
    };
    check(cases, COUNT_OF(cases));
}

static void a_list_names_rules(void **state) {
    UNUSED(state);
    static const Case cases[] = {
        {"put(m); // NOLINT(mapleak-grow-only)\n", 1, ""},
        {"put(m); // NOLINT(mapleak-grow-only): bounded by the protocol  \n", 1,
         "bounded by the protocol"},
        {"put(m); // NOLINT(mapleak-grow-only) : spaced\n", 1, "spaced"},
        {"put(m); // NOLINT(mapleak-escape)\n", 1, NULL},
        {"put(m); // NOLINT(mapleak-escape,mapleak-grow-only)\n", 1, ""},
        {"put(m); // NOLINT( mapleak-escape , mapleak-grow-only )\n", 1, ""},
        {"put(m); // NOLINT(bugprone-*, mapleak-grow-*)\n", 1, ""},
        {"put(m); // NOLINT(mapleak-*)\n", 1, ""},
        {"put(m); // NOLINT(*)\n", 1, ""},
        {"put(m); // NOLINT(*-only)\n", 1, ""},
        {"put(m); // NOLINT(map*-gr*y)\n", 1, ""},
        {"put(m); // NOLINT(map*-gr*z)\n", 1, NULL},
        {"put(m); // NOLINT(mapleak-grow)\n", 1, NULL},
        {"put(m); // NOLINT(grow-only)\n", 1, NULL},
        {"put(m); // NOLINT(MAPLEAK-GROW-ONLY)\n", 1, NULL},
        {"put(m); // NOLINT()\n", 1, NULL},
        {"put(m); // NOLINT(,)\n", 1, NULL},
        {"put(m); // NOLINT(-mapleak-grow-only)\n", 1, NULL},
        {"put(m); // NOLINT(*,-mapleak-grow-only)\n", 1, ""},
        {"put(m); // NOLINT (mapleak-escape)\n", 1, ""},
        {"put(m); // NOLINT(mapleak-escape\n", 1, ""},
        {"put(m); // NOLINT(mapleak-escape) NOLINT(mapleak-grow-only): second\n", 1, "second"},
    };
    check(cases, COUNT_OF(cases));
}

static void nextline_means_the_line_below(void **state) {
    UNUSED(state);
    static const Case cases[] = {
        {"// NOLINTNEXTLINE\nput(m);\nput(m);\n", 2, ""},
        {"// NOLINTNEXTLINE\nput(m);\nput(m);\n", 3, NULL},
        {"put(m); // NOLINTNEXTLINE\nput(m);\n", 1, NULL},
        {"// NOLINTNEXTLINE(mapleak-grow-only): why\nput(m);\n", 2, "why"},
        {"// NOLINTNEXTLINE(mapleak-escape)\nput(m);\n", 2, NULL},
        {"/* NOLINTNEXTLINE(mapleak-*) */\r\nput(m);\r\n", 2, ""},
        {"// NOLINTNEXTLINE\n\nput(m);\n", 3, NULL},
    };
    check(cases, COUNT_OF(cases));
}

static void begin_and_end_mean_what_lies_between(void **state) {
    UNUSED(state);
    static const Case cases[] = {
        {"// NOLINTBEGIN\nput(m);\n// NOLINTEND\nput(m);\n", 2, ""},
        {"// NOLINTBEGIN\nput(m);\n// NOLINTEND\nput(m);\n", 4, NULL},
        {"put(m);\n// NOLINTBEGIN\nput(m);\n// NOLINTEND\n", 1, NULL},
        {"// NOLINTBEGIN(mapleak-grow-only): table\nput(m);\n// NOLINTEND(mapleak-grow-only)\n", 2,
         "table"},
        {"// NOLINTBEGIN(mapleak-escape)\nput(m);\n// NOLINTEND(mapleak-escape)\n", 2, NULL},
        // The lists must be the same.
        {"// NOLINTBEGIN(mapleak-*)\nput(m);\n// NOLINTEND\n", 2, NULL},
        {"// NOLINTBEGIN\nput(m);\n// NOLINTEND(mapleak-*)\n", 2, NULL},
        {"// NOLINTBEGIN( mapleak-* )\nput(m);\n// NOLINTEND(mapleak-*)\n", 2, ""},
        // Unmatched ones suppress nothing.
        {"// NOLINTBEGIN\nput(m);\n", 2, NULL},
        {"put(m);\n// NOLINTEND\n", 1, NULL},
        // Nesting: the innermost is closed first.
        {"// NOLINTBEGIN(a)\n// NOLINTBEGIN(mapleak-*)\nput(m);\n// NOLINTEND(mapleak-*)\n"
         "// NOLINTEND(a)\n",
         3, ""},
        {"// NOLINTBEGIN(mapleak-*)\n// NOLINTBEGIN(a)\n// NOLINTEND(a)\nput(m);\n"
         "// NOLINTEND(mapleak-*)\n",
         4, ""},
        {"// NOLINTBEGIN(mapleak-*)\n// NOLINTBEGIN(a)\nput(m);\n// NOLINTEND(mapleak-*)\n"
         "// NOLINTEND(a)\n",
         3, NULL},
    };
    check(cases, COUNT_OF(cases));
    const char *one_line = "put(m); /* NOLINTBEGIN */ put(m); /* NOLINTEND */ put(m);\n";
    assert_null(reason_at(one_line, 1, 1));
    assert_non_null(reason_at(one_line, 1, 27));
    assert_null(reason_at(one_line, 1, 52));
}

static void only_comments_count(void **state) {
    UNUSED(state);
    static const Case cases[] = {
        {"put(m, \"// NOLINT\");\n", 1, NULL},
        {"put(m, \"\\\"// NOLINT\");\n", 1, NULL},
        {"put(m, '\"'); // NOLINT\n", 1, ""},
        {"put(m, '\\''); // NOLINT\n", 1, ""},
        {"put(m, 1'000); // NOLINT'\n", 1, ""},
        {"put(m, R\"(// NOLINT)\");\n", 1, NULL},
        {"put(m, u8R\"x()\" // NOLINT)x\"); g(); // no\n", 1, NULL},
        {"put(m, R\"x(\")x\"); // NOLINT\n", 1, ""},
        {"put(m, xR\"(\"); // NOLINT)\";\n", 1, ""},
        {"NOLINT(m);\n", 1, NULL},
        {"put(m) / NOLINT / 2;\n", 1, NULL},
        {"put(m); // NOLINTER\n", 1, NULL},
        {"put(m); // NOLINTFOO(mapleak-*)\n", 1, NULL},
        {"put(m); // nolint\n", 1, NULL},
        {"put(m, \"open\nput(m); // NOLINT\n", 2, ""},
        {"#error don't\nput(m); // NOLINT\n", 2, ""},
        {"put(m, \"a\\\n// NOLINT\");\n", 2, NULL},
        {"/* open NOLINT\n", 1, ""},
        {"put(m); /* a * / */ // NOLINT\n", 1, ""},
        {"put(m); /", 1, NULL},
        {"", 1, NULL},
    };
    check(cases, COUNT_OF(cases));
}

static void nul_bytes_do_not_end_the_file(void **state) {
    UNUSED(state);
    static const char text[] = "a\0b\n/* \0 */ put(m); // NOLINT(mapleak-*): a\0b\n";
    RunReport r;
    run_report_init(&r);
    add_finding(&r, source_write("nul.c", text, sizeof text - 1), 2, 9);
    finding_finish(&r);
    assert_true(r.findings.data[0].suppressed);
    assert_string_equal(r.findings.data[0].suppression, "a");
    run_report_fini(&r);
}

static void each_finding_is_judged_on_its_own(void **state) {
    UNUSED(state);
    RunReport r;
    run_report_init(&r);
    const char *a = source_text("a.c", "put(m); // NOLINT(mapleak-escape)\nput(m);\n");
    const char *b = source_text("b.c", "put(m);\nput(m); // NOLINT: b\n");
    add_finding(&r, a, 1, 1);
    add_finding(&r, a, 1, 1)->rule = "escape";
    add_finding(&r, a, 2, 1);
    add_finding(&r, b, 1, 1);
    add_finding(&r, b, 2, 1);
    add_finding(&r, "/nowhere/c.c", 1, 1);
    finding_finish(&r);
    static const bool expected[] = {true, false, false, false, true, false};
    for (uint32_t i = 0; i < r.findings.len; i++) {
        assert_int_equal(r.findings.data[i].suppressed, expected[i]);
        assert_non_null(r.findings.data[i].suppression);
    }
    run_report_fini(&r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(nolint_means_its_own_line),
        TEST(a_list_names_rules),
        TEST(nextline_means_the_line_below),
        TEST(begin_and_end_mean_what_lies_between),
        TEST(only_comments_count),
        TEST(nul_bytes_do_not_end_the_file),
        TEST(each_finding_is_judged_on_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
