// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L
#include "expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const rules[] = {"escape", "grow-only", "map-leak", "value-leak", NULL};

// What reading one source and one output, and comparing them, came to.
typedef struct {
    Expectations expectations;
    Findings findings;
    bool source_is_clean;
    bool output_is_clean;
    size_t differences;
    char *said;
} Outcome;

static Outcome run(const char *source, const char *output) {
    Outcome outcome = {0};
    size_t size;
    FILE *stream = open_memstream(&outcome.said, &size);
    assert_non_null(stream);
    outcome.source_is_clean =
        expect_read_source("a.c", source, rules, &outcome.expectations, stream);
    outcome.output_is_clean = expect_read_output(output, &outcome.findings, stream);
    outcome.differences = expect_compare(&outcome.expectations, &outcome.findings, stream);
    fclose(stream);
    return outcome;
}

static void done(Outcome *outcome) {
    expect_fini(&outcome->expectations);
    expect_fini_findings(&outcome->findings);
    free(outcome->said);
}

static void expectation_names_kind_line_rule_and_text(void **state) {
    (void)state;
    Outcome got = run("int a;\n"
                      "f(); // expect: grow-only \"only \\\"grows\\\" \\\\ here\"\n"
                      "// expect-fn@-1: map-leak\n"
                      "// expect-fp@+1: escape // expect@-3: value-leak \"lost\"\n"
                      "g();\n",
                      "");
    assert_true(got.source_is_clean);
    assert_int_equal(got.expectations.count, 4);
    const Expectation *one = got.expectations.items;
    assert_int_equal(one[0].kind, EXPECT_FOUND);
    assert_int_equal(one[0].line, 2);
    assert_string_equal(one[0].rule, "grow-only");
    assert_string_equal(one[0].text, "only \"grows\" \\ here");
    assert_int_equal(one[1].kind, EXPECT_KNOWN_MISSED);
    assert_int_equal(one[1].line, 2);
    assert_null(one[1].text);
    assert_int_equal(one[2].kind, EXPECT_KNOWN_FALSE);
    assert_int_equal(one[2].line, 5);
    assert_int_equal(one[3].line, 1);
    assert_int_equal(one[3].written_on, 4);
    assert_string_equal(one[3].text, "lost");
    done(&got);
}

static void malformed_expectation_is_an_error(void **state) {
    (void)state;
    static const char *const sources[] = {
        "// expect",
        "// expect:",
        "// expect: ",
        "// expect: growonly",
        "// expect: Grow-Only",
        "// expect: grow-only text",
        "// expect: grow-only \"text",
        "// expect: grow-only \"\"",
        "// expect: grow-only \"a\\n\"",
        "// expect: grow-only \"a\" \"b\"",
        "// expect: grow-only, map-leak",
        "// expect grow-only",
        "// expect : grow-only",
        "// Expect: grow-only",
        "// expects: grow-only",
        "// expect-fx: grow-only",
        "// expect_fn: grow-only",
        "// expect-fn-1: grow-only",
        "// expect@: grow-only",
        "// expect@1: grow-only",
        "// expect@-: grow-only",
        "// expect@-0: grow-only",
        "\n// expect@-2: grow-only",
        "// expect@+1: grow-only",
        "// expect@+99999999999999999999: grow-only",
        "// expected to leak",
        "// see expect: grow-only",
        "// exepct: grow-only",
        "/* expect: grow-only */",
        "/* a\n * expect: grow-only */",
        "/// expect: grow-only",
        "f(); /* x */ // note expect-fn: grow-only",
        "/* expect: grow-only",
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        Outcome got = run(sources[i], "");
        if (got.source_is_clean || !strstr(got.said, "malformed expectation"))
            fail_msg("taken as well formed: %s", sources[i]);
        done(&got);
    }
}

static void ordinary_comments_and_strings_are_no_expectations(void **state) {
    (void)state;
    Outcome got = run("// what grow-only has to find: nothing we expect\n"
                      "const char *s = \"// expect: grow-only\"; char q = '\"'; char e = '\\'';\n"
                      "/* the caller must not expect much */ int unexpected;\n"
                      "const char *t = \"\\\\\"; // as you would expect\n",
                      "");
    assert_true(got.source_is_clean);
    assert_int_equal(got.expectations.count, 0);
    done(&got);
}

static void lines_are_counted_across_block_comments_and_carriage_returns(void **state) {
    (void)state;
    Outcome got = run("/* one\ntwo\n*/ f(); // expect: escape\r\ng(); // expect: escape\r\n", "");
    assert_true(got.source_is_clean);
    assert_int_equal(got.expectations.count, 2);
    assert_int_equal(got.expectations.items[0].line, 3);
    assert_int_equal(got.expectations.items[1].line, 4);
    done(&got);
}

static void output_gives_findings_and_nothing_else(void **state) {
    (void)state;
    Outcome got = run("", "dir/a.c:12:5: warning: map [x] only grows [mapleak-grow-only]\n"
                          "   12 |     put(a, b:1:2: error: c);\n"
                          "      |     ^~~\n"
                          "dir/a.c:3:1: note: made here\n"
                          "b.c:1:2: error: lost [mapleak-a] [mapleak-map-leak]\n");
    assert_true(got.output_is_clean);
    assert_int_equal(got.findings.count, 2);
    assert_string_equal(got.findings.items[0].file, "dir/a.c");
    assert_int_equal(got.findings.items[0].line, 12);
    assert_string_equal(got.findings.items[0].rule, "grow-only");
    assert_string_equal(got.findings.items[0].message, "map [x] only grows");
    assert_string_equal(got.findings.items[1].rule, "map-leak");
    assert_string_equal(got.findings.items[1].message, "lost [mapleak-a]");
    done(&got);
}

static void warning_without_a_rule_is_an_error(void **state) {
    (void)state;
    static const char *const outputs[] = {
        "a.c:1:2: warning: no tag\n",
        "a.c:1:2: error: 'x.h' file not found",
        "a.c:1:2: warning: tag in [mapleak-escape] the middle\n",
        "a.c:1:2: warning: empty [mapleak-]\n",
    };
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        Outcome got = run("", outputs[i]);
        if (got.output_is_clean)
            fail_msg("taken as good: %s", outputs[i]);
        done(&got);
    }
}

typedef struct {
    const char *source;
    const char *output;
    const char *said; // NULL: no difference
} Comparison;

static void check_all(const Comparison *all, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Outcome got = run(all[i].source, all[i].output);
        bool right = all[i].said ? got.differences == 1 && strstr(got.said, all[i].said)
                                 : got.differences == 0;
        if (!got.source_is_clean || !got.output_is_clean || !right)
            fail_msg("%s\n%s\nsaid: %s", all[i].source, all[i].output, got.said);
        done(&got);
    }
}

static void comparison_is_strict_both_ways(void **state) {
    (void)state;
    static const Comparison all[] = {
        {"", "", NULL},
        {"// expect: escape", "a.c:1:1: warning: m [mapleak-escape]\n", NULL},
        {"// expect: escape \"kept\"", "a.c:1:9: error: is kept [mapleak-escape]\n", NULL},
        {"// expect: escape", "", "a.c:1: escape: missing"},
        {"", "a.c:1:1: warning: m [mapleak-escape]\n", "a.c:1: escape: unexpected: m"},
        {"// expect: escape \"kept\"", "a.c:1:1: warning: m [mapleak-escape]\n",
         "the text \"kept\" is not in the message: m"},
        {"// expect: escape",
         "a.c:1:1: warning: m [mapleak-escape]\na.c:1:1: warning: m [mapleak-escape]\n",
         "a.c:1: escape: unexpected"},
        {"// expect: escape // expect: escape", "a.c:1:1: warning: m [mapleak-escape]\n",
         "missing"},
    };
    check_all(all, sizeof all / sizeof *all);
}

static void finding_elsewhere_is_missing_here_and_unexpected_there(void **state) {
    (void)state;
    static const char *const outputs[] = {
        "a.c:2:1: warning: m [mapleak-escape]\n",
        "b.c:1:1: warning: m [mapleak-escape]\n",
        "a.c:1:1: warning: m [mapleak-map-leak]\n",
    };
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        Outcome got = run("// expect: escape\n", outputs[i]);
        assert_int_equal(got.differences, 2);
        assert_non_null(strstr(got.said, "missing"));
        assert_non_null(strstr(got.said, "unexpected"));
        done(&got);
    }
}

static void known_wrong_answers_fail_once_they_flip(void **state) {
    (void)state;
    static const Comparison all[] = {
        {"// expect-fn: escape", "", NULL},
        {"// expect-fn: escape", "a.c:1:1: warning: m [mapleak-escape]\n", "promote it to expect"},
        {"// expect-fn: escape \"kept\"", "a.c:1:1: warning: m [mapleak-escape]\n", "unexpected"},
        {"// expect-fp: escape", "a.c:1:1: warning: m [mapleak-escape]\n", NULL},
        {"// expect-fp: escape", "", "promote it: take the expect-fp away"},
        {"// expect-fn: escape // expect: escape", "a.c:1:1: warning: m [mapleak-escape]\n", NULL},
    };
    check_all(all, sizeof all / sizeof *all);
}

static void pairing_does_not_depend_on_the_order_of_findings(void **state) {
    (void)state;
    static const char source[] =
        "// expect: escape // expect: escape \"a\" // expect: escape \"ab\"";
    Outcome got = run(source, "a.c:1:1: warning: ab [mapleak-escape]\n"
                              "a.c:1:1: warning: xa [mapleak-escape]\n"
                              "a.c:1:1: warning: x [mapleak-escape]\n");
    assert_int_equal(got.differences, 0);
    done(&got);
    got = run(source, "a.c:1:1: warning: x [mapleak-escape]\n"
                      "a.c:1:1: warning: xa [mapleak-escape]\n"
                      "a.c:1:1: warning: ab [mapleak-escape]\n");
    assert_int_equal(got.differences, 0);
    done(&got);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expectation_names_kind_line_rule_and_text),
        cmocka_unit_test(malformed_expectation_is_an_error),
        cmocka_unit_test(ordinary_comments_and_strings_are_no_expectations),
        cmocka_unit_test(lines_are_counted_across_block_comments_and_carriage_returns),
        cmocka_unit_test(output_gives_findings_and_nothing_else),
        cmocka_unit_test(warning_without_a_rule_is_an_error),
        cmocka_unit_test(comparison_is_strict_both_ways),
        cmocka_unit_test(finding_elsewhere_is_missing_here_and_unexpected_there),
        cmocka_unit_test(known_wrong_answers_fail_once_they_flip),
        cmocka_unit_test(pairing_does_not_depend_on_the_order_of_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
