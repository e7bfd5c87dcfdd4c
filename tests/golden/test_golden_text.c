// SPDX-License-Identifier: Apache-2.0
//
// The text forms, byte for byte, against tests/golden/*.txt. With --rewrite the program writes the
// files anew instead; look at the difference before you commit it.
#include "golden_report.h"
#include "text/display.h"
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static RunReport report;
static bool rewrite;

static int set_up(void **state) {
    UNUSED(state);
    run_report_init(&report);
    golden_report(&report, GOLDEN_DIR "/sources");
    return 0;
}

static int tear_down(void **state) {
    UNUSED(state);
    run_report_fini(&report);
    return 0;
}

static void read_golden(const char *path, StrBuf *out) {
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s cannot be read", path);
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;)
        strbuf_add(out, part, n);
    fclose(file);
}

static void write_golden(const char *path, const StrBuf *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(strbuf_text(text), 1, text->len, file), text->len);
    assert_int_equal(fclose(file), 0);
}

// Compares the text with the golden file of that name and empties it.
static void assert_golden(const char *name, StrBuf *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s.txt", GOLDEN_DIR, name);
    StrBuf golden = {0};
    if (rewrite)
        write_golden(path, text);
    read_golden(path, &golden);
    if (text->len != golden.len || memcmp(text->s, golden.s, golden.len) != 0)
        fail_msg("%s differs; rewrite it with %s --rewrite. The text is now:\n%s", path,
                 "test_golden_text", strbuf_text(text));
    strbuf_fini(&golden);
    strbuf_fini(text);
}

static void findings(void **state) {
    UNUSED(state);
    StrBuf out = {0};
    text_findings(&out, &report, &(TextOptions){.min_confidence = CONFIDENCE_MEDIUM});
    assert_golden("findings", &out);
}

static void findings_all_of_them(void **state) {
    UNUSED(state);
    StrBuf out = {0};
    text_findings(&out, &report, &(TextOptions){.show_suppressed = true});
    assert_golden("findings-all", &out);
}

static void findings_in_color(void **state) {
    UNUSED(state);
    StrBuf out = {0};
    text_findings(&out, &report, &(TextOptions){.color = true, .show_suppressed = true});
    assert_golden("findings-color", &out);
}

static void maps(void **state) {
    UNUSED(state);
    StrBuf out = {0};
    text_maps(&out, &report, false);
    assert_golden("maps", &out);
    text_maps(&out, &report, true);
    assert_golden("maps-color", &out);
}

static void summary(void **state) {
    UNUSED(state);
    StrBuf out = {0};
    text_summary(&out, &report, false);
    assert_golden("summary", &out);
    text_summary(&out, &report, true);
    assert_golden("summary-color", &out);
}

static void an_empty_run(void **state) {
    UNUSED(state);
    RunReport empty;
    StrBuf out = {0};
    run_report_init(&empty);
    finding_finish(&empty);
    text_findings(&out, &empty, &(TextOptions){.color = true});
    assert_int_equal(out.len, 0);
    text_maps(&out, &empty, false);
    text_summary(&out, &empty, false);
    assert_golden("empty", &out);
    run_report_fini(&empty);
}

// Without colours no control character but the line's end gets through.
static void nothing_drives_the_terminal(void **state) {
    UNUSED(state);
    StrBuf out = {0};
    text_findings(&out, &report, &(TextOptions){.show_suppressed = true});
    text_maps(&out, &report, false);
    text_summary(&out, &report, false);
    for (size_t i = 0; i < out.len; i++)
        assert_true((unsigned char)out.s[i] >= 0x20 || out.s[i] == '\n');
    assert_null(memchr(out.s, 0x7F, out.len));
    assert_null(memchr(out.s, 0xFF, out.len));
    assert_null(strstr(out.s, "\xe2\x80\xae"));
    strbuf_fini(&out);
}

static void widths_are_display_columns(void **state) {
    UNUSED(state);
    static const struct {
        const char *text;
        uint32_t width;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"\xc3\xa9", 1},                 // one column
        {"e\xcc\x81", 1},                // a combining accent
        {"\xe6\xbc\xa2\xe5\xad\x97", 4}, // wide
        {"\xf0\x9f\x98\x80", 2},         // emoji
        {"\xef\xbc\xa1", 2},             // full-width A
        {"\xff\x80", 2},                 // ill-formed: a column a byte
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(display_width(cases[i].text, strlen(cases[i].text)), cases[i].width);
    StrBuf out = {0};
    assert_int_equal(display_add(&out, "a\tb\x1b", 4, 6), 13);
    assert_string_equal(out.s, "a b\\x1b");
    strbuf_clear(&out);
    display_add_cell(&out, "\xe6\xbc\xa2\xe5\xad\x97xyz", 9, 6, 8);
    assert_string_equal(out.s, "\xe6\xbc\xa2...   ");
    strbuf_fini(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv) {
    rewrite = argc > 1 && strcmp(argv[1], "--rewrite") == 0;
    const struct CMUnitTest tests[] = {
        TEST(findings),
        TEST(findings_all_of_them),
        TEST(findings_in_color),
        TEST(maps),
        TEST(summary),
        TEST(an_empty_run),
        TEST(nothing_drives_the_terminal),
        TEST(widths_are_display_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
