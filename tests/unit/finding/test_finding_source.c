// SPDX-License-Identifier: Apache-2.0
//
// Which files are read, how often, and where their lines are.
#include "finding/source.h"
#include "source_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

static SourceCache cache;

static int set_up(void **state) {
    UNUSED(state);
    sources_begin();
    source_cache_init(&cache);
    return 0;
}

static int tear_down(void **state) {
    UNUSED(state);
    source_cache_fini(&cache);
    sources_end();
    return 0;
}

static void lines_end_as_in_clang(void **state) {
    UNUSED(state);
    static const struct {
        uint32_t start, length;
    } expected[] = {{0, 1}, {2, 2}, {6, 0}, {7, 1}, {9, 0}};
    SourceFile *file = source_find(&cache, source_text("a.c", "a\nbc\r\n\nd\r"));
    assert_non_null(file);
    assert_int_equal(file->lines.len, COUNT_OF(expected));
    for (uint32_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(source_line(file, i + 1)->start, expected[i].start);
        assert_int_equal(source_line(file, i + 1)->length, expected[i].length);
        assert_int_equal(source_line_of(file, expected[i].start), i + 1);
    }
    assert_null(source_line(file, 0));
    assert_null(source_line(file, 6));
    assert_int_equal(source_line_of(file, 5), 2);
}

static void a_file_is_read_once(void **state) {
    UNUSED(state);
    const char *path = source_text("a.c", "first\n");
    SourceFile *file = source_find(&cache, path);
    source_text("a.c", "second, and longer\n");
    assert_ptr_equal(source_find(&cache, path), file);
    assert_int_equal(file->size, 6);
}

static void an_empty_file_has_one_line(void **state) {
    UNUSED(state);
    SourceFile *file = source_find(&cache, source_text("a.c", ""));
    assert_non_null(file);
    assert_int_equal(source_line(file, 1)->length, 0);
    source_comments(file);
    assert_false(source_in_comment(file, 0));
}

static void what_is_no_regular_file_is_not_read(void **state) {
    UNUSED(state);
    const char *fifo = source_text("fifo", "");
    assert_int_equal(unlink(fifo), 0);
    assert_int_equal(mkfifo(fifo, 0666), 0);
    assert_null(source_find(&cache, fifo));
    assert_null(source_find(&cache, "/tmp"));
    assert_null(source_find(&cache, "/dev/zero"));
    assert_null(source_find(&cache, "/nowhere/a.c"));
    assert_null(source_find(&cache, ""));
    assert_null(source_find(&cache, NULL));
}

static void a_file_that_is_too_large_is_not_read(void **state) {
    UNUSED(state);
    const char *path = source_text("a.c", "x\n");
    assert_int_equal(truncate(path, (off_t)SOURCE_BYTES_MAX + 1), 0);
    assert_null(source_find(&cache, path));
}

static void comments_are_found(void **state) {
    UNUSED(state);
    static const char text[] = "a /* b\n c */ d // e\nf";
    SourceFile *file = source_find(&cache, source_text("a.c", text));
    source_comments(file);
    source_comments(file);
    assert_int_equal(file->comments.len, 2);
    assert_false(source_in_comment(file, 2)); // its first byte opens it
    assert_true(source_in_comment(file, 3));
    assert_true(source_in_comment(file, 7));
    assert_true(source_in_comment(file, 11));
    assert_false(source_in_comment(file, 12));
    assert_true(source_in_comment(file, 18));
    assert_false(source_in_comment(file, 20));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(lines_end_as_in_clang),
        TEST(a_file_is_read_once),
        TEST(an_empty_file_has_one_line),
        TEST(what_is_no_regular_file_is_not_read),
        TEST(a_file_that_is_too_large_is_not_read),
        TEST(comments_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
