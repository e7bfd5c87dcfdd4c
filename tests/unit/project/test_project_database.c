// SPDX-License-Identifier: Apache-2.0
//
// compile_commands.json, right and wrong: each error names file, line and entry.
#include "database.h"
#include "folder.h"

#include "base/strbuf.h"

#include <setjmp.h>
#include <sys/stat.h>

#include <cmocka.h>

typedef struct {
    StrBuf seen;      // the entries, one a line
    uint32_t refused; // number of the entry that the visitor refuses
} Visitor;

static Status visit(void *ctx, const Entry *e, Arena *scratch, Error *err) {
    Visitor *v = ctx;
    UNUSED(scratch);
    if (e->number == v->refused)
        return error_set(err, STATUS_USAGE, "refused");
    strbuf_printf(&v->seen, "%u@%u %s %s:", e->number, e->line, e->directory, e->file);
    for (uint32_t i = 0; i < e->nargs; i++)
        strbuf_printf(&v->seen, " <%s>", e->args[i]);
    strbuf_addc(&v->seen, '\n');
    return STATUS_OK;
}

static void assert_reads(const char *json, const char *want) {
    Visitor v = {0};
    Error err = {0};
    folder_write("db.json", json);
    Status status = database_read("db.json", visit, &v, &err);
    if (status != STATUS_OK)
        fail_msg("%s", err.text);
    assert_string_equal(strbuf_text(&v.seen), want);
    strbuf_fini(&v.seen);
}

static void assert_fails_bytes(const char *json, size_t n, const char *want) {
    Visitor v = {0};
    Error err = {0};
    folder_write_bytes("db.json", json, n);
    assert_int_equal(database_read("db.json", visit, &v, &err), STATUS_USAGE);
    if (strncmp(err.text, want, strlen(want)) != 0)
        fail_msg("got  %s\nwant %s", err.text, want);
    strbuf_fini(&v.seen);
}

static void assert_fails(const char *json, const char *want) {
    assert_fails_bytes(json, strlen(json), want);
}

#define GOOD "{\"directory\": \"/d\", \"file\": \"a.c\", \"command\": \"cc -c a.c\"}"

static void entries_come_in_order_with_their_lines(void **state) {
    UNUSED(state);
    assert_reads("[]", "");
    assert_reads(" \n[ \n ] \n\n", "");
    assert_reads("[\n" GOOD ",\n\n" GOOD "\n]\n",
                 "1@2 /d a.c: <cc> <-c> <a.c>\n2@4 /d a.c: <cc> <-c> <a.c>\n");
}

// Bytes that are not UTF-8, among them all that a character hides; what is UTF-8 stays.
static void paths_of_any_bytes_are_read(void **state) {
    UNUSED(state);
    assert_reads("[\n{\"directory\":\"/\xe9\",\"file\":\"\xff\xc3\xa9\x80.c\","
                 "\"command\":\"cc '-I\xbf \xc0'\"},\n"
                 "{\"directory\":\"/d\",\"file\":\"\xf4\x8f\xbf\xa9\","
                 "\"arguments\":[\"cc\",\"\xed\xa0\x80\"]}]",
                 "1@2 /\xe9 \xff\xc3\xa9\x80.c: <cc> <-I\xbf \xc0>\n"
                 "2@3 /d \xf4\x8f\xbf\xa9: <cc> <\xed\xa0\x80>\n");
    assert_reads("[{\"directory\":\"/d\",\"file\":\"\xf4\x8f\xbf\xa9\",\"command\":\"cc\"}]",
                 "1@1 /d \xf4\x8f\xbf\xa9: <cc>\n");
    for (int byte = 0x80; byte <= 0xFF; byte++) {
        char json[128], want[64];
        snprintf(json, sizeof json,
                 "[{\"directory\":\"/d\",\"file\":\"x%c.c\",\"command\":\"cc\"}]", byte);
        snprintf(want, sizeof want, "1@1 /d x%c.c: <cc>\n", byte);
        assert_reads(json, want);
    }
}

static void arguments_win_over_command(void **state) {
    UNUSED(state);
    assert_reads("[{\"directory\":\"/d\",\"file\":\"a.c\",\"command\":\"x\","
                 "\"arguments\":[\"cc\",\"-DA=\\\"b c\\\"\",\"\"],\"output\":{\"any\":[1]}}]",
                 "1@1 /d a.c: <cc> <-DA=\"b c\"> <>\n");
}

static void a_truncated_file_is_an_error_at_its_end(void **state) {
    UNUSED(state);
    assert_fails("", "db.json:1: the file ends where '[' is expected");
    assert_fails("[\n", "db.json:2: entry 1: the file ends where an entry or ']' is expected");
    assert_fails("[\n" GOOD "\n", "db.json:3: entry 1: the file ends where ',' or ']' is expected");
    assert_fails("[\n" GOOD ",\n", "db.json:3: entry 2: the file ends where an entry is expected");
    assert_fails("[" GOOD ",\n{\"directory\":\n\"/d\",\n\"fi", "db.json:4: entry 2: ");
}

static void every_truncation_is_an_error(void **state) {
    UNUSED(state);
    const char json[] = "[" GOOD ",\n" GOOD "]";
    for (size_t n = 0; n < strlen(json); n++)
        assert_fails_bytes(json, n, "db.json:");
}

static void broken_json_names_line_and_entry(void **state) {
    UNUSED(state);
    assert_fails("{}", "db.json:1: '[' is expected here");
    assert_fails("[\n" GOOD "\n" GOOD "]", "db.json:3: entry 1: ',' or ']' is expected here");
    assert_fails("[\n" GOOD ",\n]", "db.json:3: entry 2: ");
    assert_fails("[" GOOD ",\n{\n\"file\" \"x\"}]", "db.json:3: entry 2: ':' expected near");
    assert_fails("[" GOOD "]\nx", "db.json:2: the end of the file is expected here");
    assert_fails("[{\"file\":\"a\",\n\"file\":\"b\"}]", "db.json:2: entry 1: duplicate object key");
    assert_fails("[{\"\xff\":1,\"\xff\":2}]",
                 "db.json:1: entry 1: duplicate object key near '\"\xff\"'");
    assert_fails_bytes("[\0]", 3, "db.json:1: entry 1: ");
}

static void a_wrong_type_names_the_key(void **state) {
    UNUSED(state);
    assert_fails("[\n\n17]", "db.json:3: entry 1: the entry is a number and not an object");
    assert_fails("[[]]", "db.json:1: entry 1: the entry is an array and not an object");
    assert_fails("[{\"directory\":null}]",
                 "db.json:1: entry 1: \"directory\" is null and not a string");
    assert_fails("[{\"directory\":\"d\",\"file\":[]}]",
                 "db.json:1: entry 1: \"file\" is an array and not a string");
    assert_fails("[{\"directory\":\"d\",\"file\":\"f\",\"command\":true}]",
                 "db.json:1: entry 1: \"command\" is true and not a string");
    assert_fails("[{\"directory\":\"d\",\"file\":\"f\",\"arguments\":\"cc\"}]",
                 "db.json:1: entry 1: \"arguments\" is a string and not an array");
    assert_fails("[{\"directory\":\"d\",\"file\":\"f\",\"arguments\":[\"cc\",{}]}]",
                 "db.json:1: entry 1: \"arguments\" item 2 is an object and not a string");
}

static void a_missing_or_empty_key_is_named(void **state) {
    UNUSED(state);
    assert_fails("[" GOOD ",\n{}]", "db.json:2: entry 2: the key \"directory\" is missing");
    assert_fails("[{\"directory\":\"d\"}]", "db.json:1: entry 1: the key \"file\" is missing");
    assert_fails("[{\"directory\":\"d\",\"file\":\"f\"}]",
                 "db.json:1: entry 1: neither \"arguments\" nor \"command\" is there");
    assert_fails("[{\"directory\":\"\",\"file\":\"f\"}]",
                 "db.json:1: entry 1: \"directory\" is empty");
    assert_fails("[{\"directory\":\"d\",\"file\":\"f\",\"arguments\":[]}]",
                 "db.json:1: entry 1: \"arguments\" is empty");
    assert_fails("[{\"directory\":\"d\",\"file\":\"f\",\"command\":\" \"}]",
                 "db.json:1: entry 1: \"command\" is empty");
    assert_fails("[{\"directory\":\"d\",\"file\":\"f\",\"command\":\"cc 'x\"}]",
                 "db.json:1: entry 1: \"command\" has a quote that is not closed");
}

static void an_error_of_the_visitor_gets_the_place(void **state) {
    UNUSED(state);
    Visitor v = {.refused = 2};
    Error err = {0};
    folder_write("db.json", "[" GOOD ",\n" GOOD "]");
    assert_int_equal(database_read("db.json", visit, &v, &err), STATUS_USAGE);
    assert_string_equal(err.text, "db.json:2: entry 2: refused");
    strbuf_fini(&v.seen);
}

static void deep_nesting_is_refused(void **state) {
    UNUSED(state);
    StrBuf json = {0};
    strbuf_adds(&json, "[{\"x\":");
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&json, '[');
    assert_fails(strbuf_text(&json), "db.json:1: entry 1: maximum parsing depth reached");
    strbuf_fini(&json);
}

static void a_file_that_cannot_be_read_is_named(void **state) {
    UNUSED(state);
    Visitor v = {0};
    Error err = {0};
    assert_int_equal(database_read("gone.json", visit, &v, &err), STATUS_ENVIRONMENT);
    assert_string_equal(err.text, "gone.json: No such file or directory");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(database_read("pipe", visit, &v, &err), STATUS_ENVIRONMENT);
    assert_string_equal(err.text, "pipe: not a regular file");
}

int main(void) {
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, folder_enter, folder_leave)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(entries_come_in_order_with_their_lines),
        IN_FOLDER(paths_of_any_bytes_are_read),
        IN_FOLDER(arguments_win_over_command),
        IN_FOLDER(a_truncated_file_is_an_error_at_its_end),
        IN_FOLDER(every_truncation_is_an_error),
        IN_FOLDER(broken_json_names_line_and_entry),
        IN_FOLDER(a_wrong_type_names_the_key),
        IN_FOLDER(a_missing_or_empty_key_is_named),
        IN_FOLDER(an_error_of_the_visitor_gets_the_place),
        IN_FOLDER(deep_nesting_is_refused),
        IN_FOLDER(a_file_that_cannot_be_read_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
