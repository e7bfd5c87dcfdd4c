// SPDX-License-Identifier: Apache-2.0
//
// The file is read whole; its outer array is walked by hand, each element is given to jansson,
// which tells how many bytes it took. Lines are counted over those bytes, so that every error can
// name the entry's line, at a linear cost.
//
// To Linux a path is bytes, and a generator writes them as they are, but jansson refuses what is
// not UTF-8. So in a file with such bytes each of them becomes a character at the end of the last
// private plane, U+10FF00 + byte, and goes back into the byte when a text is taken out. The bytes
// of such a character that the file itself has are treated likewise, and come back.
#include "database.h"

#include "path.h"

#include <jansson.h>

typedef struct {
    const char *path;
    const char *text;
    size_t n, at;    // at: next byte
    uint32_t line;   // of `at`, from 1
    uint32_t number; // of the entry at hand, 0 before the first
    bool hides;      // bytes of the text are hidden in characters
    Error *err;
} Reader;

// ---- Bytes that are not UTF-8 ----

static bool is_hidden_byte(const unsigned char *s) {
    return s[0] == 0xF4 && s[1] == 0x8F && (s[2] == 0xBE || s[2] == 0xBF) && (s[3] & 0xC0) == 0x80;
}

// How many bytes at s may stay as they are, 0 none.
static size_t plain_bytes(const unsigned char *s, size_t n) {
    size_t len = utf8_sequence(s, n);
    return len == 4 && is_hidden_byte(s) ? 0 : len;
}

// Whether there were any. Nothing is copied for a file that is UTF-8.
static bool hide_bytes(StrBuf *text) {
    const unsigned char *s = (const unsigned char *)strbuf_text(text);
    size_t i = 0, len;
    while (i < text->len && (len = utf8_sequence(s + i, text->len - i)))
        i += len;
    if (i == text->len)
        return false;
    StrBuf out = {0};
    for (i = 0; i < text->len; i += len ? len : 1) {
        len = plain_bytes(s + i, text->len - i);
        if (len) {
            strbuf_add(&out, (const char *)s + i, len);
        } else {
            const char hidden[] = {(char)0xF4, (char)0x8F, (char)(0xBE + ((s[i] >> 6) & 1)),
                                   (char)(0x80 | (s[i] & 0x3F))};
            strbuf_add(&out, hidden, sizeof hidden);
        }
    }
    strbuf_fini(text);
    *text = out;
    return true;
}

// In place: the text gets shorter.
static char *reveal_bytes(const Reader *r, char *text) {
    if (!r->hides)
        return text;
    unsigned char *to = (unsigned char *)text;
    for (const unsigned char *s = to; *s;) {
        if (s[0] == 0xF4 && is_hidden_byte(s)) {
            *to++ = (unsigned char)(0x80 | (s[2] & 1) << 6 | (s[3] & 0x3F));
            s += 4;
        } else {
            *to++ = *s++;
        }
    }
    *to = '\0';
    return text;
}

// Adds "path:line: entry N: " in front of what.
static Status fail(Reader *r, uint32_t line, const char *what) {
    char copy[ERROR_TEXT_BYTES];
    snprintf(copy, sizeof copy, "%s", what); // `what` may be the error's own text
    reveal_bytes(r, copy);
    if (!r->number)
        return error_set(r->err, STATUS_USAGE, "%s:%u: %s", r->path, line, copy);
    return error_set(r->err, STATUS_USAGE, "%s:%u: entry %u: %s", r->path, line, r->number, copy);
}

static void advance(Reader *r, size_t n) {
    const char *end = r->text + r->at + n;
    for (const char *p = r->text + r->at; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        r->line++;
    r->at += n;
}

// Skips white space; the next byte, 0 at the end (a NUL byte in the file is an error anyway).
static char peek(Reader *r) {
    size_t n = 0;
    while (r->at + n < r->n && strchr(" \t\r\n", r->text[r->at + n]) && r->text[r->at + n])
        n++;
    advance(r, n);
    return r->at < r->n ? r->text[r->at] : '\0';
}

static Status fail_at(Reader *r, const char *wanted) {
    char what[80];
    if (r->at == r->n)
        snprintf(what, sizeof what, "the file ends where %s is expected", wanted);
    else
        snprintf(what, sizeof what, "%s is expected here", wanted);
    return fail(r, r->line, what);
}

// ---- One entry ----

static const char *type_name(const json_t *value) {
    static const char *const names[] = {"an object", "an array", "a string", "a number",
                                        "a number",  "true",     "false",    "null"};
    return names[json_typeof(value)];
}

// The string at `key`; NULL when there is none and it may be missing.
static Status take_string(Reader *r, const Entry *e, const json_t *object, const char *key,
                          bool may_miss, Arena *a, const char **out) {
    char what[128];
    const json_t *value = json_object_get(object, key);
    *out = NULL;
    if (!value && may_miss)
        return STATUS_OK;
    if (!value)
        snprintf(what, sizeof what, "the key \"%s\" is missing", key);
    else if (!json_is_string(value))
        snprintf(what, sizeof what, "\"%s\" is %s and not a string", key, type_name(value));
    else if (json_string_length(value) == 0)
        snprintf(what, sizeof what, "\"%s\" is empty", key);
    else {
        *out = reveal_bytes(r, arena_strdup(a, json_string_value(value)));
        return STATUS_OK;
    }
    return fail(r, e->line, what);
}

static Status take_arguments(Reader *r, const Entry *e, const json_t *list, Arena *a, Args *out) {
    char what[128];
    size_t i;
    const json_t *item;
    if (!json_is_array(list)) {
        snprintf(what, sizeof what, "\"arguments\" is %s and not an array", type_name(list));
        return fail(r, e->line, what);
    }
    json_array_foreach(list, i, item) {
        if (!json_is_string(item)) {
            snprintf(what, sizeof what, "\"arguments\" item %zu is %s and not a string", i + 1,
                     type_name(item));
            return fail(r, e->line, what);
        }
        vec_push(out, reveal_bytes(r, arena_strdup(a, json_string_value(item))));
    }
    return out->len ? STATUS_OK : fail(r, e->line, "\"arguments\" is empty");
}

static Status take_command(Reader *r, const Entry *e, const json_t *object, Arena *a, Args *out) {
    const json_t *list = json_object_get(object, "arguments");
    if (list)
        return take_arguments(r, e, list, a, out);
    const char *command;
    Status status = take_string(r, e, object, "command", true, a, &command);
    if (status != STATUS_OK)
        return status;
    if (!command)
        return fail(r, e->line, "neither \"arguments\" nor \"command\" is there");
    if (!split_text(a, command, strlen(command), SPLIT_SHELL, out))
        return fail(r, e->line, "\"command\" has a quote that is not closed");
    return out->len ? STATUS_OK : fail(r, e->line, "\"command\" is empty");
}

static Status take_entry(Reader *r, uint32_t line, const json_t *object, Arena *scratch,
                         DatabaseVisit visit, void *ctx) {
    char what[64];
    Args args = {0};
    Entry e = {.number = r->number, .line = line};
    if (!json_is_object(object)) {
        snprintf(what, sizeof what, "the entry is %s and not an object", type_name(object));
        return fail(r, line, what);
    }
    Status status = take_string(r, &e, object, "directory", false, scratch, &e.directory);
    if (status == STATUS_OK)
        status = take_string(r, &e, object, "file", false, scratch, &e.file);
    if (status == STATUS_OK)
        status = take_command(r, &e, object, scratch, &args);
    if (status == STATUS_OK) {
        e.args = args.data;
        e.nargs = args.len;
        status = visit(ctx, &e, scratch, r->err);
        if (status != STATUS_OK)
            fail(r, line, r->err->text);
    }
    vec_fini(&args);
    return status;
}

// ---- The outer array ----

static Status read_entry(Reader *r, Arena *scratch, DatabaseVisit visit, void *ctx) {
    json_error_t e;
    uint32_t line = r->line;
    json_t *value =
        json_loadb(r->text + r->at, r->n - r->at,
                   JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &e);
    if (!value)
        return fail(r, line + (e.line > 0 ? (uint32_t)e.line - 1 : 0), e.text);
    advance(r, (size_t)e.position);
    Status status = take_entry(r, line, value, scratch, visit, ctx);
    json_decref(value);
    arena_reset(scratch);
    return status;
}

static Status read_entries(Reader *r, DatabaseVisit visit, void *ctx, Arena *scratch) {
    if (peek(r) != '[')
        return fail_at(r, "'['");
    advance(r, 1);
    bool is_first = true;
    while (peek(r) != ']' || !is_first) {
        r->number++;
        if (r->at == r->n)
            return fail_at(r, is_first ? "an entry or ']'" : "an entry");
        Status status = read_entry(r, scratch, visit, ctx);
        if (status != STATUS_OK)
            return status;
        is_first = false;
        char c = peek(r);
        if (c == ']')
            break;
        if (c != ',')
            return fail_at(r, "',' or ']'");
        advance(r, 1);
    }
    advance(r, 1);
    peek(r);
    r->number = 0;
    return r->at == r->n ? STATUS_OK : fail_at(r, "the end of the file");
}

Status database_read(const char *path, DatabaseVisit visit, void *ctx, Error *err) {
    StrBuf text = {0};
    Status status = path_read_file(path, DATABASE_MAX_BYTES, &text, err);
    if (status == STATUS_OK) {
        Arena scratch;
        arena_init(&scratch, "one entry of a compile database");
        bool hides = hide_bytes(&text);
        Reader r = {.path = path,
                    .text = strbuf_text(&text),
                    .n = text.len,
                    .line = 1,
                    .hides = hides,
                    .err = err};
        status = read_entries(&r, visit, ctx, &scratch);
        arena_fini(&scratch);
    }
    strbuf_fini(&text);
    return status;
}
