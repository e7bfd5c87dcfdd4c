// SPDX-License-Identifier: Apache-2.0
//
// test_hostile FILE…: what happens to the texts of tests/ir, and to the unit files of their
// modules, when they are cut short or altered. They are refused, with a message that says where, or
// they are a module like any other: it prints, parses, is stored and linked, and no way changes it.
// Every input is a copy of exactly its own size, whose end the sanitizer guards.
#include "ir/link.h"
#include "ir/unit_file.h"
#include "ir/verify.h"
#include "ir_text.h"

#include <ctype.h>
#include <setjmp.h>

#include <cmocka.h>
#include <xxhash.h>

enum { HEADER = 32, FLIPS = 500, SPLICES = 150, CHUNK = 24 };

static char **inputs;
static int ninputs;

// SplitMix64: the same numbers on every run.
static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t n) {
    return (size_t)(next_random(state) % n);
}

static StrBuf contents(const char *path) {
    StrBuf out = {0};
    FILE *f = fopen(path, "rb");
    char buffer[4096];
    size_t n;
    if (!f)
        fail_msg("%s cannot be opened", path);
    while ((n = fread(buffer, 1, sizeof buffer, f)) > 0)
        strbuf_add(&out, buffer, n);
    fclose(f);
    return out;
}

static char *copy_of(const char *data, size_t n) {
    char *copy = malloc(n ? n : 1);
    assert_non_null(copy);
    memcpy(copy, data, n);
    return copy;
}

// `t.ir:line:col: something`
static void assert_names_its_place(const char *message) {
    static const char name[] = "t.ir:";
    const char *at = message;
    bool ok = strncmp(at, name, sizeof name - 1) == 0;
    at += ok ? sizeof name - 1 : 0;
    for (int i = 0; i < 2 && ok; i++) {
        const char *number = at;
        while (isdigit((unsigned char)*at))
            at++;
        ok = at > number && *number != '0' && *at == ':';
        at += ok;
    }
    if (!ok || at[0] != ' ' || !at[1])
        fail_msg("'%s' does not begin with a position", message);
}

static bool parse(IrModule *m, const char *text, size_t n) {
    Error err = {0};
    ir_module_init(m);
    Status status = ir_parse(m, "t.ir", text, n, &err);
    if (status == STATUS_OK)
        return true;
    assert_int_equal(status, STATUS_USAGE);
    assert_names_its_place(err.text);
    ir_module_fini(m);
    return false;
}

static void assert_verified(const IrModule *m) {
    Error err = {0};
    if (ir_verify(m, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void assert_text_keeps(const IrModule *m) {
    char *text = text_of(m);
    IrModule back;
    Error err = {0};
    ir_module_init(&back);
    if (ir_parse(&back, "t.ir", text, strlen(text), &err) != STATUS_OK)
        fail_msg("%s in\n%s", err.text, text);
    assert_verified(&back);
    assert_prints(&back, text);
    ir_module_fini(&back);
    free(text);
}

// The types of an altered file may differ in what no text says, or not at all: then the text of the
// module is another one, once.
static void assert_text_settles(const IrModule *m) {
    char *text = text_of(m);
    IrModule back;
    Error err = {0};
    ir_module_init(&back);
    if (ir_parse(&back, "t.ir", text, strlen(text), &err) != STATUS_OK)
        fail_msg("%s in\n%s", err.text, text);
    assert_verified(&back);
    assert_text_keeps(&back);
    ir_module_fini(&back);
    free(text);
}

static void assert_store_keeps(const IrModule *m) {
    char *text = text_of(m);
    StrBuf bytes = {0};
    IrModule back;
    Error err = {0};
    ir_module_init(&back);
    unit_file_encode(&bytes, m, "tester 1");
    if (unit_file_decode(&back, "u", bytes.s, bytes.len, "tester 1", &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_prints(&back, text);
    ir_module_fini(&back);
    strbuf_fini(&bytes);
    free(text);
}

static void assert_links(const IrModule *m, const IrModule *other) {
    IrModule program;
    ir_module_init(&program);
    IrLinker *l = linker_new(&program);
    linker_add(l, m);
    linker_add(l, other);
    linker_add(l, m);
    linker_finish(l);
    assert_verified(&program);
    assert_text_settles(&program);
    ir_module_fini(&program);
}

static void assert_is_like_any_other(const IrModule *m, const IrModule *other) {
    assert_text_settles(m);
    assert_store_keeps(m);
    assert_links(m, other);
}

// The only invariant that the parser leaves to the verifier is the one on temporaries.
static bool is_valid_but_for_temporaries(const IrModule *m) {
    Error err = {0};
    if (ir_verify(m, &err) == STATUS_OK)
        return true;
    if (!strstr(err.text, "temporary"))
        fail_msg("%s", err.text);
    return false;
}

// Does `text` end inside of brackets, or inside of a string?
static bool is_open(const char *text, size_t n) {
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == '/' && i + 1 < n && text[i + 1] == '/')
            while (i + 1 < n && text[i + 1] != '\n')
                i++;
        else if (!quoted)
            depth += (c == '(' || c == '{') - (c == ')' || c == '}');
    }
    return depth || quoted;
}

static void every_beginning_of_a_text_is_refused_or_whole(void **state) {
    UNUSED(state);
    for (int k = 0; k < ninputs; k++) {
        StrBuf text = contents(inputs[k]);
        for (size_t n = 0; n <= text.len; n++) {
            char *copy = copy_of(text.s, n);
            IrModule m;
            if (parse(&m, copy, n)) {
                assert_false(is_open(copy, n));
                assert_verified(&m);
                assert_text_keeps(&m);
                ir_module_fini(&m);
            }
            free(copy);
        }
        strbuf_fini(&text);
    }
}

// The text with a piece of it in another place.
static StrBuf spliced(const StrBuf *text, uint64_t *random) {
    StrBuf out = {0};
    size_t at = below(random, text->len), dropped = below(random, CHUNK);
    size_t from = below(random, text->len), taken = below(random, CHUNK);
    if (dropped > text->len - at)
        dropped = text->len - at;
    if (taken > text->len - from)
        taken = text->len - from;
    strbuf_add(&out, text->s, at);
    strbuf_add(&out, text->s + from, taken);
    strbuf_add(&out, text->s + at + dropped, text->len - at - dropped);
    return out;
}

static void a_text_with_pieces_moved_is_refused_or_whole(void **state) {
    UNUSED(state);
    for (int k = 0; k < ninputs; k++) {
        StrBuf text = contents(inputs[k]);
        IrModule original;
        assert_true(parse(&original, text.s, text.len));
        uint64_t random = (uint64_t)k;
        for (int i = 0; i < SPLICES; i++) {
            StrBuf moved = spliced(&text, &random);
            char *copy = copy_of(strbuf_text(&moved), moved.len);
            IrModule m;
            if (parse(&m, copy, moved.len)) {
                if (is_valid_but_for_temporaries(&m)) {
                    assert_text_keeps(&m);
                    assert_is_like_any_other(&m, &original);
                }
                ir_module_fini(&m);
            }
            free(copy);
            strbuf_fini(&moved);
        }
        ir_module_fini(&original);
        strbuf_fini(&text);
    }
}

static void a_text_of_any_bytes_is_refused_with_a_position(void **state) {
    UNUSED(state);
    static const char *const texts[] = {
        "\"",
        "func @f() { %",
        "func @f(%",
        "func @f() {\n $4294967295 = 1\n return\n}",
        "func @f() {\n $4294967296 = 1\n return\n}",
        "struct \"\\x",
        "struct \"\\",
        "global @g: array(i8, 18446744073709551616)",
        "global @g: i1048584",
        "global @g: i7",
        "func @f() !0:",
        "func @f() !a.c:1:",
        "func @f() {\n return !99999999999:1\n}",
        "file a#",
        "}",
        ")",
        "func @f() {\n switch 1 else -> \n}",
        "func @f(%a: int) {\n return (((((((((((%a\n}",
        "func @f() {\nx:\nx:\n return\n}",
        "func @f(%a: int, %a: int) {\n return\n}",
        "enum e { a: int }",
        "func @f() { call @g() unwind\n return\n}\n",
        "\xff\xfe",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char *copy = copy_of(texts[i], strlen(texts[i]));
        IrModule m;
        if (parse(&m, copy, strlen(texts[i])))
            fail_msg("'%s' was accepted", texts[i]);
        free(copy);
    }
    IrModule m;
    assert_false(parse(&m, "struct s\0", 9));
}

// ---- Unit files ----

static StrBuf stored(const char *path, IrModule *m) {
    StrBuf text = contents(path), bytes = {0};
    assert_true(parse(m, text.s, text.len));
    unit_file_encode(&bytes, m, "tester 1");
    strbuf_fini(&text);
    return bytes;
}

static void reseal(char *data, size_t n) {
    uint64_t length = n - HEADER, hash = XXH3_64bits(data + HEADER, n - HEADER);
    for (int i = 0; i < 8; i++) {
        data[16 + i] = (char)(length >> 8 * i);
        data[24 + i] = (char)(hash >> 8 * i);
    }
}

// Is it a unit file? If not the message says whose, and the module is as good as new.
static bool decode(IrModule *m, const char *data, size_t n) {
    Error err = {0};
    ir_module_init(m);
    if (unit_file_decode(m, "u", data, n, "tester 1", &err) == STATUS_OK)
        return true;
    assert_int_equal(err.status, STATUS_DAMAGED);
    assert_int_equal(strncmp(err.text, "u: ", 3), 0);
    assert_int_equal(m->funcs.len, 1);
    ir_module_fini(m);
    return false;
}

static void every_beginning_of_a_unit_file_is_refused(void **state) {
    UNUSED(state);
    for (int k = 0; k < ninputs; k++) {
        IrModule m, back;
        StrBuf bytes = stored(inputs[k], &m);
        for (size_t n = 0; n < bytes.len; n++) {
            char *copy = copy_of(bytes.s, n);
            assert_false(decode(&back, copy, n));
            if (n >= HEADER) {
                reseal(copy, n);
                assert_false(decode(&back, copy, n));
            }
            free(copy);
        }
        ir_module_fini(&m);
        strbuf_fini(&bytes);
    }
}

static void flipped_bytes_are_refused_or_a_whole_module(void **state) {
    UNUSED(state);
    for (int k = 0; k < ninputs; k++) {
        IrModule original, m;
        StrBuf bytes = stored(inputs[k], &original);
        uint64_t random = 1000 + (uint64_t)k;
        for (int i = 0; i < FLIPS; i++) {
            char *copy = copy_of(bytes.s, bytes.len);
            for (size_t flips = 1 + below(&random, 3); flips; flips--) {
                size_t at = HEADER + below(&random, bytes.len - HEADER);
                copy[at] = (char)((size_t)copy[at] ^ (1 + below(&random, 255)));
            }
            reseal(copy, bytes.len);
            if (decode(&m, copy, bytes.len)) {
                assert_is_like_any_other(&m, &original);
                ir_module_fini(&m);
            }
            free(copy);
        }
        ir_module_fini(&original);
        strbuf_fini(&bytes);
    }
}

int main(int argc, char **argv) {
    inputs = argv + 1;
    ninputs = argc - 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_beginning_of_a_text_is_refused_or_whole),
        cmocka_unit_test(a_text_with_pieces_moved_is_refused_or_whole),
        cmocka_unit_test(a_text_of_any_bytes_is_refused_with_a_position),
        cmocka_unit_test(every_beginning_of_a_unit_file_is_refused),
        cmocka_unit_test(flipped_bytes_are_refused_or_a_whole_module),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
