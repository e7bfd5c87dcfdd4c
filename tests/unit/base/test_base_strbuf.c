// SPDX-License-Identifier: Apache-2.0
#include "base/strbuf.h"

#include <setjmp.h>

#include <cmocka.h>

static void nothing_added_is_the_empty_text(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    assert_string_equal(strbuf_text(&b), "");
    strbuf_clear(&b);
    strbuf_add(&b, "", 0);
    assert_string_equal(strbuf_text(&b), "");
    strbuf_fini(&b);
    assert_null(b.s);
}

static void appends_keep_the_text_terminated(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    for (int i = 0; i < 1000; i++) {
        strbuf_addc(&b, 'a');
        assert_int_equal(b.s[b.len], 0);
    }
    strbuf_adds(&b, "bc");
    strbuf_printf(&b, "%d", 42);
    assert_int_equal(b.len, 1004);
    assert_string_equal(b.s + 999, "abc42");
    strbuf_clear(&b);
    assert_string_equal(strbuf_text(&b), "");
    strbuf_fini(&b);
}

static void nul_bytes_may_stand_inside(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    strbuf_add(&b, "a\0b", 3);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.s, "a\0b", 4);
    strbuf_fini(&b);
}

static void a_long_format_fits(void **state) {
    UNUSED(state);
    StrBuf b = {0};
    strbuf_printf(&b, "%5000d", 7);
    assert_int_equal(b.len, 5000);
    assert_int_equal(b.s[4999], '7');
    strbuf_fini(&b);
}

static void assert_escapes_bytes(const char *s, size_t n, const char *want) {
    StrBuf b = {0};
    strbuf_add_escaped(&b, s, n);
    assert_string_equal(strbuf_text(&b), want);
    strbuf_fini(&b);
}

static void assert_escapes(const char *s, const char *want) {
    assert_escapes_bytes(s, strlen(s), want);
}

static void plain_text_tabs_and_utf8_stay(void **state) {
    UNUSED(state);
    assert_escapes("int x;\t// \\n", "int x;\t// \\n");
    assert_escapes("\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80",
                   "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
}

static void control_characters_are_escaped(void **state) {
    UNUSED(state);
    assert_escapes("\x1b[31m\r\n\x7f", "\\x1b[31m\\x0d\\x0a\\x7f");
    assert_escapes_bytes("\0", 1, "\\x00");
    assert_escapes("\xc2\x9b"
                   "2J",
                   "\\xc2\\x9b2J");
    assert_escapes("\xc2\xa0", "\xc2\xa0");
}

static void direction_overrides_are_escaped(void **state) {
    UNUSED(state);
    assert_escapes("a\xe2\x80\xae"
                   "b",
                   "a\\xe2\\x80\\xaeb");
    assert_escapes("\xe2\x81\xa6", "\\xe2\\x81\\xa6");
    assert_escapes("\xe2\x80\xa6", "\xe2\x80\xa6");
}

static void ill_formed_utf8_is_escaped_byte_by_byte(void **state) {
    UNUSED(state);
    assert_escapes("\xff\xfe", "\\xff\\xfe");
    assert_escapes("\xc0\xaf", "\\xc0\\xaf");
    assert_escapes("\xe0\x80\x80", "\\xe0\\x80\\x80");
    assert_escapes("\xed\xa0\x80", "\\xed\\xa0\\x80");
    assert_escapes("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
    assert_escapes("\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80");
    assert_escapes("\x80", "\\x80");
    assert_escapes("a\xc3", "a\\xc3");
    assert_escapes("\xe2\x82x", "\\xe2\\x82x");
}

static void escaping_stops_at_the_length_given(void **state) {
    UNUSED(state);
    assert_escapes_bytes("\xe2\x82\xac", 2, "\\xe2\\x82");
    assert_escapes_bytes("abc", 2, "ab");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_added_is_the_empty_text),
        cmocka_unit_test(appends_keep_the_text_terminated),
        cmocka_unit_test(nul_bytes_may_stand_inside),
        cmocka_unit_test(a_long_format_fits),
        cmocka_unit_test(plain_text_tabs_and_utf8_stay),
        cmocka_unit_test(control_characters_are_escaped),
        cmocka_unit_test(direction_overrides_are_escaped),
        cmocka_unit_test(ill_formed_utf8_is_escaped_byte_by_byte),
        cmocka_unit_test(escaping_stops_at_the_length_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
