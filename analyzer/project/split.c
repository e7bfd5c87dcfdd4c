// SPDX-License-Identifier: Apache-2.0
//
// Example, in the style of a shell:  cc -DA='b c' "-I$x\"y" \#z  gives  cc  -DA=b c  -I$x"y  #z
#include "split.h"

#include "path.h"

#include <sys/stat.h>

typedef struct {
    const char *at, *end;
    SplitStyle style;
    char *word; // being made; never longer than what is left of the text
    size_t len;
} Splitter;

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static void put(Splitter *s, char c) {
    s->word[s->len++] = c;
}

// At a backslash. In a shell it joins lines, and in "…" it is itself before most characters.
static void take_backslash(Splitter *s, char quote) {
    s->at++;
    if (s->at == s->end) {
        put(s, '\\');
        return;
    }
    char c = *s->at++;
    if (s->style == SPLIT_SHELL && c == '\n')
        return;
    if (s->style == SPLIT_SHELL && quote == '"' && !memchr("$`\"\\", c, 4))
        put(s, '\\');
    put(s, c);
}

// Behind an opening quote; false when it is not closed.
static bool take_quoted(Splitter *s, char quote) {
    bool has_escapes = quote == '"' || s->style == SPLIT_RESPONSE;
    while (s->at < s->end) {
        if (*s->at == quote) {
            s->at++;
            return true;
        }
        if (*s->at == '\\' && has_escapes)
            take_backslash(s, quote);
        else
            put(s, *s->at++);
    }
    return false;
}

// At the first character of a word.
static bool take_word(Splitter *s) {
    s->len = 0;
    while (s->at < s->end && !is_space(*s->at)) {
        char c = *s->at;
        if (c == '\'' || c == '"') {
            s->at++;
            if (!take_quoted(s, c))
                return false;
        } else if (c == '\\') {
            take_backslash(s, 0);
        } else {
            put(s, c);
            s->at++;
        }
    }
    return true;
}

// Whether a backslash and a newline, which a shell removes, stand here.
static bool at_joined_line(const Splitter *s) {
    return s->style == SPLIT_SHELL && s->end - s->at >= 2 && s->at[0] == '\\' && s->at[1] == '\n';
}

bool split_text(Arena *a, const char *text, size_t n, SplitStyle style, Args *out) {
    Splitter s = {.at = text, .end = text + n, .style = style};
    s.word = base_malloc(n + 1, "arguments");
    bool ok = true;
    while (ok) {
        while (s.at < s.end && (is_space(*s.at) || at_joined_line(&s)))
            s.at += is_space(*s.at) ? 1 : 2;
        if (s.at == s.end)
            break;
        ok = take_word(&s);
        if (ok)
            vec_push(out, arena_strndup(a, s.word, s.len));
    }
    free(s.word);
    return ok;
}

// ---- Response files ----

typedef struct {
    Arena *arena;
    const char *directory;
    size_t bytes; // read so far
    Args *out;
    Error *err;
} Expander;

static Status expand(Expander *x, const Args *in, unsigned depth);

static Status expand_file(Expander *x, const char *name, unsigned depth) {
    const char *path = path_absolute(x->arena, x->directory, name);
    StrBuf text = {0};
    Args args = {0};
    Status status;
    if (depth == SPLIT_MAX_DEPTH)
        return error_set(x->err, STATUS_USAGE, "@%s: more than %d files inside each other", name,
                         SPLIT_MAX_DEPTH);
    status = path_read_file(path, SPLIT_MAX_FILE, &text, x->err);
    x->bytes += text.len;
    if (status != STATUS_OK)
        x->err->status = status = STATUS_USAGE;
    else if (x->bytes > SPLIT_MAX_BYTES)
        status = error_set(x->err, STATUS_USAGE, "@%s: more than %d bytes in all", name,
                           SPLIT_MAX_BYTES);
    else if (!split_text(x->arena, strbuf_text(&text), text.len, SPLIT_RESPONSE, &args))
        status = error_set(x->err, STATUS_USAGE, "@%s: a quote is not closed", name);
    else
        status = expand(x, &args, depth + 1);
    vec_fini(&args);
    strbuf_fini(&text);
    return status;
}

static bool file_exists(Expander *x, const char *name) {
    struct stat st;
    return stat(path_absolute(x->arena, x->directory, name), &st) == 0;
}

static Status expand(Expander *x, const Args *in, unsigned depth) {
    vec_each (const char *, arg, in) {
        if ((*arg)[0] == '@' && (*arg)[1] && file_exists(x, *arg + 1)) {
            Status status = expand_file(x, *arg + 1, depth);
            if (status != STATUS_OK)
                return status;
        } else if (x->out->len == SPLIT_MAX_ARGS) {
            return error_set(x->err, STATUS_USAGE, "more than %d arguments", SPLIT_MAX_ARGS);
        } else {
            vec_push(x->out, *arg);
        }
    }
    return STATUS_OK;
}

Status split_expand(Arena *a, const Args *in, const char *directory, Args *out, Error *err) {
    Expander x = {.arena = a, .directory = directory, .out = out, .err = err};
    return expand(&x, in, 0);
}
