// SPDX-License-Identifier: Apache-2.0
#include "ir/unit_file.h"

#include "ir_text.h"

#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <xxhash.h>

enum { HEADER = 32 };

static const char *const sample =
    "module \"/s/a.c\"\nerrors 2\nopaque 9 \"asm\"\n"
    "file a.c \"/s/a.c\" main\nfile a.h \"/s/a.h\"\n"
    "struct s size 8 alias \"s_t\" {\n  x: ptr(struct s)\n  a: array(i8, 7)\n}\n"
    "enum e size 4 signed\n"
    "global @g: ptr(struct s) static thread const usr \"c:a.c@g\" !a.c:3:1\n"
    "func @f(%p: ptr(struct s), %n: enum e) -> i32 static statements 5 usr \"c:a.c@F@f\" sig "
    "\"int (s_t *, enum e)\" !a.c:9:1 end 90:2 {\n"
    "  var %v: i64 address_taken cleanup @h !10:3\n"
    "  var $4: i32\n"
    "b1:\n"
    "  $4 = call @h(%p->a[3], &%v, -9223372036854775808:i64, \"a\\x00b\") unwind b4 {implicit}"
    "  !11:2 !!a.h:70000:300\n"
    "  %p->a[*] = 255  !8:9\n"
    "  if $4 == 3 -> b2 else b3  !12:1\n"
    "b2:\n"
    "  $4 = icall *%p(null, float, ?) sig \"int (void)\"\n"
    "  macro HASH_FIND(@g, \"hh\")\n"
    "  opaque \"asm\"\n"
    "  goto b3\n"
    "b3:\n"
    "  switch $4 else -> b4, -1..7 -> b2\n"
    "b4:\n"
    "  end %v {implicit}\n"
    "  return 7:u16\n"
    "}\n"
    "func @h() -> void noreturn params 4\n";

static StrBuf encoded(const char *text) {
    StrBuf bytes = {0};
    IrModule *m = module_of(text);
    unit_file_encode(&bytes, m, "tester 1");
    module_free(m);
    return bytes;
}

// Writes length and checksum anew, so that the damage inside is what the decoder meets.
static void reseal(char *data, size_t n) {
    uint64_t length = n - HEADER, hash = XXH3_64bits(data + HEADER, n - HEADER);
    for (int i = 0; i < 8; i++) {
        data[16 + i] = (char)(length >> 8 * i);
        data[24 + i] = (char)(hash >> 8 * i);
    }
}

static void assert_refused(const char *data, size_t n, const char *why) {
    IrModule m;
    Error err = {0};
    ir_module_init(&m);
    assert_int_equal(unit_file_decode(&m, "u", data, n, "tester 1", &err), STATUS_DAMAGED);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
    assert_int_equal(m.funcs.len, 1);
    ir_module_fini(&m);
}

static void what_is_written_is_read(void **state) {
    UNUSED(state);
    StrBuf bytes = encoded(sample);
    IrModule m;
    Error err = {0};
    ir_module_init(&m);
    if (unit_file_decode(&m, "u", bytes.s, bytes.len, "tester 1", &err) != STATUS_OK)
        fail_msg("%s", err.text);
    IrModule *original = module_of(sample);
    char *want = text_of(original);
    assert_prints(&m, want);
    StrBuf again = {0};
    unit_file_encode(&again, &m, "tester 1");
    assert_int_equal(again.len, bytes.len);
    assert_memory_equal(again.s, bytes.s, bytes.len);
    free(want);
    module_free(original);
    strbuf_fini(&again);
    strbuf_fini(&bytes);
    ir_module_fini(&m);
}

static void an_empty_module_survives(void **state) {
    UNUSED(state);
    StrBuf bytes = encoded("");
    IrModule m;
    Error err = {0};
    ir_module_init(&m);
    assert_int_equal(unit_file_decode(&m, "u", bytes.s, bytes.len, "tester 1", &err), STATUS_OK);
    ir_module_fini(&m);
    strbuf_fini(&bytes);
}

static void bytes_are_appended(void **state) {
    UNUSED(state);
    StrBuf bytes = encoded(sample), out = {0};
    IrModule *m = module_of(sample);
    strbuf_adds(&out, "before");
    unit_file_encode(&out, m, "tester 1");
    assert_int_equal(out.len, bytes.len + 6);
    assert_memory_equal(out.s + 6, bytes.s, bytes.len);
    module_free(m);
    strbuf_fini(&bytes);
    strbuf_fini(&out);
}

static void strangers_are_refused(void **state) {
    UNUSED(state);
    StrBuf bytes = encoded(sample);
    IrModule m;
    Error err = {0};
    ir_module_init(&m);
    assert_int_equal(unit_file_decode(&m, "u", bytes.s, bytes.len, "tester 2", &err),
                     STATUS_DAMAGED);
    assert_string_equal(err.text, "u: a unit file of another producer");
    ir_module_fini(&m);
    assert_refused("", 0, "not a unit file");
    bytes.s[8]++;
    assert_refused(bytes.s, bytes.len, "another version");
    bytes.s[8]--;
    bytes.s[0] = 'M';
    assert_refused(bytes.s, bytes.len, "not a unit file");
    strbuf_fini(&bytes);
}

static void a_changed_byte_is_noticed(void **state) {
    UNUSED(state);
    StrBuf bytes = encoded(sample);
    for (size_t i = 0; i < bytes.len; i++) {
        if (i >= 12 && i < 16)
            continue;
        bytes.s[i] ^= 0x10;
        assert_refused(bytes.s, bytes.len, "unit file");
        bytes.s[i] ^= 0x10;
    }
    assert_refused(bytes.s, bytes.len - 1, "cut short");
    strbuf_fini(&bytes);
}

// Behind a right checksum anything may stand: nothing is read outside of the copy, whose end the
// sanitizer guards, and what is accepted was verified.
static void hostile_bytes_are_survived(void **state) {
    UNUSED(state);
    StrBuf bytes = encoded(sample);
    for (size_t i = HEADER; i < bytes.len; i++) {
        for (int change = 0; change < 4; change++) {
            static const char flips[] = {1, 0x40, (char)0x80, (char)0xff};
            char *copy = malloc(bytes.len);
            memcpy(copy, bytes.s, bytes.len);
            copy[i] = (char)(copy[i] ^ flips[change]);
            reseal(copy, bytes.len);
            IrModule m;
            Error err;
            ir_module_init(&m);
            unit_file_decode(&m, "u", copy, bytes.len, "tester 1", &err);
            ir_module_fini(&m);
            free(copy);
        }
    }
    strbuf_fini(&bytes);
}

static void every_shorter_payload_is_refused(void **state) {
    UNUSED(state);
    StrBuf bytes = encoded(sample);
    for (size_t n = HEADER; n < bytes.len; n++) {
        char *copy = malloc(n);
        memcpy(copy, bytes.s, n);
        reseal(copy, n);
        assert_refused(copy, n, "unit file");
        free(copy);
    }
    strbuf_fini(&bytes);
}

static void files_are_replaced_whole(void **state) {
    UNUSED(state);
    char dir[] = "/tmp/mapleak-unit-XXXXXX";
    assert_non_null(mkdtemp(dir));
    StrBuf path = {0};
    strbuf_printf(&path, "%s/a.unit", dir);
    IrModule *m = module_of(sample), back;
    Error err = {0};
    assert_int_equal(unit_file_write(m, path.s, "tester 1", &err), STATUS_OK);
    assert_int_equal(unit_file_write(m, path.s, "tester 1", &err), STATUS_OK);
    ir_module_init(&back);
    assert_int_equal(unit_file_read(&back, path.s, "tester 1", &err), STATUS_OK);
    char *want = text_of(m);
    assert_prints(&back, want);
    free(want);
    ir_module_fini(&back);
    assert_int_equal(unlink(path.s), 0);
    assert_int_equal(rmdir(dir), 0); // no temporary is left
    module_free(m);
    strbuf_fini(&path);
}

static void what_cannot_be_opened_is_told(void **state) {
    UNUSED(state);
    IrModule m;
    Error err = {0};
    ir_module_init(&m);
    assert_int_equal(unit_file_read(&m, "/nonexistent/u", "t", &err), STATUS_ENVIRONMENT);
    assert_string_equal(err.text, "cannot open /nonexistent/u: No such file or directory");
    assert_int_equal(unit_file_read(&m, "/", "t", &err), STATUS_ENVIRONMENT);
    assert_int_equal(unit_file_write(&m, "/nonexistent/u", "t", &err), STATUS_ENVIRONMENT);
    ir_module_fini(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(an_empty_module_survives),
        cmocka_unit_test(bytes_are_appended),
        cmocka_unit_test(strangers_are_refused),
        cmocka_unit_test(a_changed_byte_is_noticed),
        cmocka_unit_test(hostile_bytes_are_survived),
        cmocka_unit_test(every_shorter_payload_is_refused),
        cmocka_unit_test(files_are_replaced_whole),
        cmocka_unit_test(what_cannot_be_opened_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
