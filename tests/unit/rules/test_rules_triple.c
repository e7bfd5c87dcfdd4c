// SPDX-License-Identifier: Apache-2.0
//
// A rule is its code, its page and its cases, and one line in rules.def. The build stops when a
// part is missing; this looks at what is in the parts, and for parts that no line names.
#include "rules/rule.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const headings[] = {
    "What it reports",
    "Why it matters",
    "Bad",
    "Good",
    "How it is decided",
    "What it stays silent on",
    "What it cannot see",
    "Options and suppression",
    "CWE",
};

enum { PAGE_LINES_MIN = 40, PAGE_LINES_MAX = 90 };

static StrBuf read_file(const char *path) {
    StrBuf text = {0};
    FILE *f = fopen(path, "r");
    if (!f)
        return text;
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        strbuf_add(&text, block, n);
    fclose(f);
    return text;
}

static bool has_file(const char *fmt, ...) PRINTF_LIKE(1, 2);
static bool has_file(const char *fmt, ...) {
    char path[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    FILE *f = fopen(path, "r");
    if (f)
        fclose(f);
    return f != NULL;
}

static void each_rule_is_found_by_its_id(void **state) {
    UNUSED(state);
    assert_true(rules_count() > 0);
    for (uint32_t i = 0; i < rules_count(); i++)
        assert_ptr_equal(rules_find(rules_at(i)->id), rules_at(i));
    assert_null(rules_find("no-such-rule"));
    assert_null(rules_find(""));
}

static void lines_are_sorted_by_id(void **state) {
    UNUSED(state);
    for (uint32_t i = 1; i < rules_count(); i++)
        assert_true(strcmp(rules_at(i - 1)->id, rules_at(i)->id) < 0);
}

static void ids_are_kebab_case(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const char *id = rules_at(i)->id;
        for (const char *p = id; *p; p++)
            if (!islower((unsigned char)*p) && !(*p == '-' && p > id && p[1] && p[1] != '-'))
                fail_msg("%s is no kebab-case", id);
    }
}

static void a_summary_is_one_line_without_a_full_stop(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const char *s = rules_at(i)->summary;
        assert_true(s[0] && islower((unsigned char)s[0]));
        assert_null(strchr(s, '\n'));
        assert_int_not_equal(s[strlen(s) - 1], '.');
    }
}

static void the_three_parts_have_one_name(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        if (!has_file("%s/%s/%s.c", RULES_DIR, r->group, r->id))
            fail_msg("%s has no code in its group's folder", r->id);
        if (!has_file("%s/%s/%s.md", RULES_DIR, r->group, r->id))
            fail_msg("%s has no page in its group's folder", r->id);
    }
}

// ---- pages

static const char *line_after(const char *line) {
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

static bool is_line(const char *line, const char *text) {
    size_t n = strlen(text);
    return strncmp(line, text, n) == 0 && line[n] == '\n';
}

static void a_page_begins_with_licence_name_and_summary(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        char title[128];
        snprintf(title, sizeof title, "# %s", r->id);
        const char *line = r->page;
        assert_true(is_line(line, "<!-- SPDX-License-Identifier: Apache-2.0 -->"));
        assert_true(is_line(line = line_after(line), title));
        assert_true(is_line(line = line_after(line), ""));
        line = line_after(line);
        // The summary, as a sentence.
        size_t n = strlen(r->summary);
        if (tolower((unsigned char)line[0]) != r->summary[0] ||
            strncmp(line + 1, r->summary + 1, n - 1) != 0 || line[n] != '.' || line[n + 1] != '\n')
            fail_msg("the page of %s does not begin with its summary", r->id);
    }
}

static void a_page_has_all_headings_in_order_and_no_other(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        size_t seen = 0;
        bool code = false;
        for (const char *line = r->page; *line; line = line_after(line)) {
            if (strncmp(line, "```", 3) == 0)
                code = !code;
            if (code || strncmp(line, "## ", 3) != 0)
                continue;
            if (seen == COUNT_OF(headings) || !is_line(line + 3, headings[seen]))
                fail_msg("%s: '%.*s' stands where '%s' should", r->id,
                         (int)(line_after(line) - line - 1), line,
                         seen < COUNT_OF(headings) ? headings[seen] : "no heading");
            seen++;
        }
        assert_false(code);
        if (seen != COUNT_OF(headings))
            fail_msg("%s has no '%s'", r->id, headings[seen]);
    }
}

static void no_part_of_a_page_is_empty(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        for (const char *h = strstr(r->page, "\n## "); h; h = strstr(h + 1, "\n## ")) {
            const char *body = line_after(h + 1);
            while (*body == '\n')
                body++;
            if (!*body || strncmp(body, "## ", 3) == 0)
                fail_msg("%s: a part is empty: %.40s", r->id, h + 1);
        }
    }
}

static void a_page_is_of_readable_size(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        uint32_t lines = 0;
        for (const char *line = r->page; *line; line = line_after(line))
            lines++;
        if (lines < PAGE_LINES_MIN || lines > PAGE_LINES_MAX)
            fail_msg("%s.md has %u lines", r->id, lines);
    }
}

// The part of a page behind that heading, up to the next one.
static StrBuf part_of(const Rule *r, const char *heading) {
    char text[128];
    snprintf(text, sizeof text, "\n## %s\n", heading);
    const char *from = strstr(r->page, text);
    assert_non_null(from);
    const char *to = strstr(from + 1, "\n## ");
    StrBuf part = {0};
    strbuf_add(&part, from, to ? (size_t)(to - from) : strlen(from));
    return part;
}

static void the_examples_are_code_and_the_bad_one_is_marked(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        StrBuf bad = part_of(r, "Bad"), good = part_of(r, "Good");
        assert_non_null(strstr(bad.s, "```c\n"));
        assert_non_null(strstr(good.s, "```c\n"));
        if (!strstr(bad.s, "/* reported"))
            fail_msg("%s: the bad example does not say where it is reported", r->id);
        assert_null(strstr(good.s, "/* reported"));
        strbuf_fini(&bad);
        strbuf_fini(&good);
    }
}

static void a_page_says_how_to_suppress(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        char mark[128];
        snprintf(mark, sizeof mark, "// NOLINT(mapleak-%s): ", r->id);
        StrBuf part = part_of(r, "Options and suppression");
        if (!strstr(part.s, mark))
            fail_msg("%s: no example of its suppression", r->id);
        strbuf_fini(&part);
    }
}

// The numbers in "770, 1325".
static uint32_t numbers_of(const char *list, long *numbers, uint32_t max) {
    uint32_t n = 0;
    for (const char *p = list; *p && n < max; n++) {
        char *end;
        numbers[n] = strtol(p, &end, 10);
        if (end == p || numbers[n] <= 0)
            return 0;
        for (p = end; *p == ',' || *p == ' ';)
            p++;
    }
    return n;
}

static void a_page_links_the_rules_cwe_numbers_and_no_other(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        long numbers[8];
        uint32_t n = numbers_of(r->cwe, numbers, COUNT_OF(numbers));
        if (!n)
            fail_msg("%s has no CWE, or '%s' is no list of them", r->id, r->cwe);
        StrBuf part = part_of(r, "CWE");
        const char *at = part.s;
        for (uint32_t k = 0; k < n; k++) {
            char link[128];
            snprintf(link, sizeof link,
                     "[CWE-%ld](https://cwe.mitre.org/data/definitions/%ld.html)", numbers[k],
                     numbers[k]);
            at = strstr(at, link);
            if (!at)
                fail_msg("%s: its page does not link CWE-%ld in order", r->id, numbers[k]);
            at++;
        }
        assert_null(strstr(at, "[CWE-"));
        strbuf_fini(&part);
    }
}

static void the_page_in_the_binary_is_the_file(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        char path[1024];
        snprintf(path, sizeof path, "%s/%s/%s.md", RULES_DIR, r->group, r->id);
        StrBuf file = read_file(path);
        assert_non_null(file.s);
        assert_string_equal(file.s, r->page);
        strbuf_fini(&file);
    }
}

static void the_readme_lists_each_rule(void **state) {
    UNUSED(state);
    StrBuf readme = read_file(RULES_DIR "/README.md");
    assert_non_null(readme.s);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const Rule *r = rules_at(i);
        static const char *const severities[] = {"note", "warning", "error"};
        char row[256];
        snprintf(row, sizeof row, "\n| [`%s`](%s/%s.md) | %s | %s | ", r->id, r->group, r->id,
                 r->group, severities[r->severity]);
        const char *at = strstr(readme.s, row);
        if (!at)
            fail_msg("README.md has no row '%s'", row + 1);
        char rest[256];
        snprintf(rest, sizeof rest, " | %s | %s |\n", r->summary, r->cwe);
        const char *end = strstr(at, rest);
        if (!end || end > line_after(at + 1))
            fail_msg("README.md: the row of %s does not end with '%s'", r->id, rest);
    }
    strbuf_fini(&readme);
}

// ---- cases

static bool names_expectation(const char *text, const char *id) {
    for (const char *at = strstr(text, "// expect"); at; at = strstr(at + 1, "// expect")) {
        const char *colon = strchr(at, ':');
        if (colon && strncmp(colon, ": ", 2) == 0 && strncmp(colon + 2, id, strlen(id)) == 0)
            return true;
    }
    return false;
}

static bool expects(const char *path, const char *id) {
    StrBuf text = read_file(path);
    bool found = text.s && names_expectation(text.s, id);
    strbuf_fini(&text);
    return found;
}

// A case is a file, or a folder of the files of one program.
static bool case_expects(const char *path, const char *id) {
    DIR *d = opendir(path);
    if (!d)
        return expects(path, id);
    bool found = false;
    for (const struct dirent *e; (e = readdir(d)) && !found;) {
        char inner[4096];
        snprintf(inner, sizeof inner, "%s/%s", path, e->d_name);
        found = e->d_name[0] != '.' && expects(inner, id);
    }
    closedir(d);
    return found;
}

static void each_rule_has_bad_cases_that_expect_it_and_good_ones_that_do_not(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        const char *id = rules_at(i)->id;
        char folder[1024];
        snprintf(folder, sizeof folder, "%s/%s", CASES_DIR, id);
        DIR *d = opendir(folder);
        if (!d)
            fail_msg("%s has no folder of cases", id);
        uint32_t bad = 0, good = 0;
        for (const struct dirent *e; (e = readdir(d));) {
            char path[2048];
            snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
            bool is_bad = strstr(e->d_name, "_bad_"), is_good = strstr(e->d_name, "_good_");
            if (is_bad && !case_expects(path, id))
                fail_msg("%s expects no %s", e->d_name, id);
            bad += is_bad;
            good += is_good;
        }
        closedir(d);
        if (!bad || !good)
            fail_msg("%s has %u bad and %u good cases", id, bad, good);
    }
}

// ---- parts that no line names

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), k = strlen(end);
    return n > k && strcmp(s + n - k, end) == 0;
}

static void every_page_and_every_rule_file_belongs_to_a_rule(void **state) {
    UNUSED(state);
    for (uint32_t i = 0; i < rules_count(); i++) {
        char folder[1024];
        snprintf(folder, sizeof folder, "%s/%s", RULES_DIR, rules_at(i)->group);
        DIR *d = opendir(folder);
        assert_non_null(d);
        for (const struct dirent *e; (e = readdir(d));) {
            char id[300];
            snprintf(id, sizeof id, "%s", e->d_name);
            if (!ends_with(id, ".md") && !ends_with(id, ".c"))
                continue;
            *strrchr(id, '.') = '\0';
            const Rule *r = rules_find(id);
            if (!r || strcmp(r->group, rules_at(i)->group) != 0)
                fail_msg("%s/%s belongs to no rule", rules_at(i)->group, e->d_name);
        }
        closedir(d);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_is_found_by_its_id),
        cmocka_unit_test(lines_are_sorted_by_id),
        cmocka_unit_test(ids_are_kebab_case),
        cmocka_unit_test(a_summary_is_one_line_without_a_full_stop),
        cmocka_unit_test(the_three_parts_have_one_name),
        cmocka_unit_test(a_page_begins_with_licence_name_and_summary),
        cmocka_unit_test(a_page_has_all_headings_in_order_and_no_other),
        cmocka_unit_test(no_part_of_a_page_is_empty),
        cmocka_unit_test(a_page_is_of_readable_size),
        cmocka_unit_test(the_examples_are_code_and_the_bad_one_is_marked),
        cmocka_unit_test(a_page_says_how_to_suppress),
        cmocka_unit_test(a_page_links_the_rules_cwe_numbers_and_no_other),
        cmocka_unit_test(the_page_in_the_binary_is_the_file),
        cmocka_unit_test(the_readme_lists_each_rule),
        cmocka_unit_test(each_rule_has_bad_cases_that_expect_it_and_good_ones_that_do_not),
        cmocka_unit_test(every_page_and_every_rule_file_belongs_to_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
