// SPDX-License-Identifier: Apache-2.0
//
// The text of a source as tokens: enough of C's lexical rules to find the arguments of a macro
// invocation, the semicolons of a for header and the #define lines of a file. Comments, blanks and
// spliced lines are skipped; strings and character constants are one token.
#include "lower.h"

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static size_t skip_comment(const char *t, size_t n, size_t i) {
    if (t[i + 1] == '/') {
        while (i < n && !(t[i] == '\n' && t[i - 1] != '\\'))
            i++;
        return i;
    }
    for (i += 2; i + 1 < n && !(t[i] == '*' && t[i + 1] == '/'); i++)
        ;
    return i + 2 < n ? i + 2 : n;
}

static size_t skip_quoted(const char *t, size_t n, size_t i) {
    char quote = t[i++];
    while (i < n && t[i] != quote && t[i] != '\n')
        i += t[i] == '\\' ? 2 : 1;
    return i < n ? i + 1 : n;
}

static size_t skip_blank(const char *t, size_t n, size_t i) {
    while (i < n) {
        if (t[i] == ' ' || t[i] == '\t' || t[i] == '\n' || t[i] == '\r' || t[i] == '\f')
            i++;
        else if (t[i] == '\\' && i + 1 < n && (t[i + 1] == '\n' || t[i + 1] == '\r'))
            i += 2;
        else if (t[i] == '/' && i + 1 < n && (t[i + 1] == '/' || t[i + 1] == '*'))
            i = skip_comment(t, n, i);
        else
            break;
    }
    return i;
}

bool lex_next(const char *t, size_t n, size_t *at, Token *tok) {
    size_t i = skip_blank(t, n, *at);
    if (i >= n)
        return false;
    tok->start = i;
    if (t[i] == '"' || t[i] == '\'') {
        tok->kind = TOKEN_QUOTED;
        i = skip_quoted(t, n, i);
    } else if (is_word(t[i])) {
        tok->kind = t[i] >= '0' && t[i] <= '9' ? TOKEN_NUMBER : TOKEN_NAME;
        while (i < n && is_word(t[i]))
            i++;
    } else {
        tok->kind = t[i++];
    }
    tok->end = *at = i;
    return true;
}

static bool opens(char kind) {
    return kind == '(' || kind == '[' || kind == '{';
}

static bool closes(char kind) {
    return kind == ')' || kind == ']' || kind == '}';
}

static void end_arg(TextCall *call, size_t from, size_t to) {
    vec_push(&call->args, (TextRange){from, to < from ? from : to});
}

bool lex_call(const char *t, size_t n, size_t at, TextCall *call) {
    Token tok;
    call->start = at;
    vec_clear(&call->args);
    if (!lex_next(t, n, &at, &tok) || tok.kind != TOKEN_NAME)
        return false;
    call->start = tok.start;
    call->name_end = call->end = tok.end;
    if (!lex_next(t, n, &at, &tok) || tok.kind != '(')
        return false;
    size_t from = tok.end, to = tok.end;
    bool begun = false;
    int depth = 1;
    while (lex_next(t, n, &at, &tok)) {
        if (opens(tok.kind))
            depth++;
        else if (closes(tok.kind))
            depth--;
        if (depth == 0 || (depth == 1 && tok.kind == ',')) {
            if (depth || begun || call->args.len)
                end_arg(call, from, to);
            if (!depth) {
                call->end = tok.end;
                return true;
            }
            begun = false;
            from = to = tok.end;
            continue;
        }
        if (!begun)
            from = tok.start;
        begun = true;
        to = tok.end;
    }
    return false;
}

void lex_call_fini(TextCall *call) {
    vec_fini(&call->args);
}
