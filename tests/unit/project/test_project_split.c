// SPDX-License-Identifier: Apache-2.0
#include "folder.h"
#include "split.h"

#include "base/strbuf.h"

#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

// The arguments in a row, each in <>.
static const char *shown(const Args *args) {
    static StrBuf text;
    strbuf_clear(&text);
    vec_each (const char *, a, args)
        strbuf_printf(&text, "<%s>", *a);
    return strbuf_text(&text);
}

static void assert_split(SplitStyle style, const char *text, const char *want) {
    Arena a;
    Args args = {0};
    arena_init(&a, "test");
    assert_true(split_text(&a, text, strlen(text), style, &args));
    assert_string_equal(shown(&args), want);
    vec_fini(&args);
    arena_fini(&a);
}

static void assert_open_quote(SplitStyle style, const char *text) {
    Arena a;
    Args args = {0};
    arena_init(&a, "test");
    assert_false(split_text(&a, text, strlen(text), style, &args));
    vec_fini(&args);
    arena_fini(&a);
}

static void white_space_separates(void **state) {
    UNUSED(state);
    assert_split(SPLIT_SHELL, "", "");
    assert_split(SPLIT_SHELL, " \t\n ", "");
    assert_split(SPLIT_SHELL, "  cc -c\ta.c\n-O2 ", "<cc><-c><a.c><-O2>");
}

static void quotes_keep_white_space_and_may_stand_inside_a_word(void **state) {
    UNUSED(state);
    assert_split(SPLIT_SHELL, "-DA='b c' -D\"x y\"z", "<-DA=b c><-Dx yz>");
    assert_split(SPLIT_SHELL, "'' \"\" a''b", "<><><ab>");
    assert_split(SPLIT_SHELL, "'a\"b' \"a'b\"", "<a\"b><a'b>");
}

static void a_backslash_quotes_as_in_a_shell(void **state) {
    UNUSED(state);
    assert_split(SPLIT_SHELL, "a\\ b \\\"c\\\" \\\\", "<a b><\"c\"><\\>");
    assert_split(SPLIT_SHELL, "'a\\b' 'a\\'", "<a\\b><a\\>");
    assert_split(SPLIT_SHELL, "\"\\$\\`\\\"\\\\\\n\"", "<$`\"\\\\n>");
    assert_split(SPLIT_SHELL, "-DS=\\\"x\\\"", "<-DS=\"x\">");
    assert_split(SPLIT_SHELL, "a\\", "<a\\>");
}

static void a_backslash_before_a_newline_joins_lines(void **state) {
    UNUSED(state);
    assert_split(SPLIT_SHELL, "a\\\nb \\\n c", "<ab><c>");
    assert_split(SPLIT_SHELL, "\"a\\\nb\" '\\\n'", "<ab><\\\n>");
    assert_split(SPLIT_SHELL, "a \\\n", "<a>");
}

static void nothing_is_expanded(void **state) {
    UNUSED(state);
    assert_split(SPLIT_SHELL, "$HOME `id` $(id) * ~ a;b|c&d >e #f",
                 "<$HOME><`id`><$(id)><*><~><a;b|c&d><>e><#f>");
}

static void a_quote_that_is_not_closed_is_told(void **state) {
    UNUSED(state);
    assert_open_quote(SPLIT_SHELL, "cc 'a");
    assert_open_quote(SPLIT_SHELL, "cc \"a\\\"");
    assert_open_quote(SPLIT_RESPONSE, "'a\\'");
}

static void a_response_file_quotes_with_backslashes_everywhere(void **state) {
    UNUSED(state);
    assert_split(SPLIT_RESPONSE, "'a\\'b' \"a\\nb\" c\\\nd", "<a'b><anb><c\nd>");
}

// ---- @files ----

static Status expand(const char *directory, const char *line, Args *out, Arena *a, Error *err) {
    Args in = {0};
    assert_true(split_text(a, line, strlen(line), SPLIT_SHELL, &in));
    Status status = split_expand(a, &in, directory, out, err);
    vec_fini(&in);
    return status;
}

static void assert_expands(const char *directory, const char *line, const char *want) {
    Arena a;
    Args out = {0};
    Error err = {0};
    arena_init(&a, "test");
    assert_int_equal(expand(directory, line, &out, &a, &err), STATUS_OK);
    assert_string_equal(shown(&out), want);
    vec_fini(&out);
    arena_fini(&a);
}

static void assert_refused(const char *directory, const char *line, const char *why) {
    Arena a;
    Args out = {0};
    Error err = {0};
    arena_init(&a, "test");
    assert_int_equal(expand(directory, line, &out, &a, &err), STATUS_USAGE);
    if (!strstr(err.text, why))
        fail_msg("'%s' has no '%s'", err.text, why);
    vec_fini(&out);
    arena_fini(&a);
}

static void a_response_file_is_read_from_the_directory_of_the_entry(void **state) {
    folder_write("sub/f.rsp", "-DA=\"x y\"\n-Ib\n");
    char *sub = NULL;
    assert_true(asprintf(&sub, "%s/sub", (char *)*state) > 0);
    assert_expands(sub, "cc @f.rsp a.c", "<cc><-DA=x y><-Ib><a.c>");
    assert_expands(*state, "cc @sub/../sub/f.rsp", "<cc><-DA=x y><-Ib>");
    free(sub);
}

static void response_files_may_name_others(void **state) {
    folder_write("f", "-DF @g -DH");
    folder_write("g", "-DG");
    assert_expands(*state, "@f", "<-DF><-DG><-DH>");
}

static void a_response_file_that_does_not_exist_stays(void **state) {
    assert_expands(*state, "cc @gone.rsp @", "<cc><@gone.rsp><@>");
}

static void response_files_that_name_themselves_are_refused(void **state) {
    folder_write("f", "-DF @g");
    folder_write("g", "@f");
    assert_refused(*state, "@f", "more than 8 files inside each other");
}

static void a_response_bomb_is_refused(void **state) {
    folder_write("a", "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x");
    folder_write("b", "@a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a @a");
    folder_write("c", "@b @b @b @b @b @b @b @b @b @b @b @b @b @b @b @b @b @b @b @b");
    folder_write("d", "@c @c @c @c @c @c @c @c @c @c @c @c @c @c @c @c @c @c @c @c");
    folder_write("e", "@d @d @d @d @d @d @d @d @d @d @d @d @d @d @d @d @d @d @d @d");
    assert_refused(*state, "@e", "more than ");
}

static void a_response_file_that_is_large_or_not_regular_is_refused(void **state) {
    char *big = calloc(1, SPLIT_MAX_FILE + 1);
    memset(big, 'x', SPLIT_MAX_FILE + 1);
    folder_write_bytes("big", big, SPLIT_MAX_FILE + 1);
    free(big);
    assert_refused(*state, "@big", "larger than");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_refused(*state, "@pipe", "not a regular file");
    assert_refused(*state, "@.", "not a regular file");
    folder_write("quote", "-DA='x");
    assert_refused(*state, "@quote", "a quote is not closed");
}

int main(void) {
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, folder_enter, folder_leave)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_space_separates),
        cmocka_unit_test(quotes_keep_white_space_and_may_stand_inside_a_word),
        cmocka_unit_test(a_backslash_quotes_as_in_a_shell),
        cmocka_unit_test(a_backslash_before_a_newline_joins_lines),
        cmocka_unit_test(nothing_is_expanded),
        cmocka_unit_test(a_quote_that_is_not_closed_is_told),
        cmocka_unit_test(a_response_file_quotes_with_backslashes_everywhere),
        IN_FOLDER(a_response_file_is_read_from_the_directory_of_the_entry),
        IN_FOLDER(response_files_may_name_others),
        IN_FOLDER(a_response_file_that_does_not_exist_stays),
        IN_FOLDER(response_files_that_name_themselves_are_refused),
        IN_FOLDER(a_response_bomb_is_refused),
        IN_FOLDER(a_response_file_that_is_large_or_not_regular_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
