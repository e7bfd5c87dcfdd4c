// SPDX-License-Identifier: Apache-2.0
#include "argref.h"

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool argref_is_identifier(const char *s) {
    if (!is_letter(*s))
        return false;
    while (is_letter(*s) || is_digit(*s))
        s++;
    return *s == '\0';
}

// `argN` at the start of s: its index, and *end behind it. -1 when there is none.
static int read_arg(const char *s, const char **end) {
    if (strncmp(s, "arg", 3) != 0 || !is_digit(s[3]))
        return -1;
    int n = 0;
    for (s += 3; is_digit(*s) && n <= ARGREF_MAX_INDEX; s++)
        n = n * 10 + (*s - '0');
    *end = s;
    return n;
}

static bool fail(const char **why, const char *reason) {
    *why = reason;
    return false;
}

// What stands behind "argN->".
static bool read_member(ArgRef *out, const char *name, const char **why) {
    const char *end;
    int n = read_arg(name, &end);
    if (n >= 0 && *end == '\0') {
        if (n > ARGREF_MAX_INDEX)
            return fail(why, "an argument's number is at most 15");
        if (out->deref)
            return fail(why, "a member that an argument names cannot be followed with '*'");
        out->kind = ARG_MEMBER;
        out->member = (uint8_t)n;
        return true;
    }
    if (!argref_is_identifier(name))
        return fail(why, "a member is an identifier, or argN for the argument that names it");
    out->kind = ARG_FIELD;
    out->field = name;
    return true;
}

static bool read_nth(ArgRef *out, const char *s, const char **why) {
    const char *end = s;
    int n = read_arg(s, &end);
    if (n < 0)
        return fail(why,
                    "a reference is argN, *argN, argN..., argN->member, return, null or fn:NAME");
    if (n > ARGREF_MAX_INDEX)
        return fail(why, "an argument's number is at most 15");
    out->kind = ARG_NTH;
    out->index = (uint8_t)n;
    if (*end == '\0')
        return true;
    if (strcmp(end, "...") == 0) {
        out->rest = true;
        return true;
    }
    if (strncmp(end, "->", 2) == 0)
        return read_member(out, end + 2, why);
    return fail(why, "only '...' or '->member' may follow argN");
}

static bool read_function(ArgRef *out, const char *name, const char **why) {
    if (!argref_is_identifier(name))
        return fail(why, "fn: needs the name of a function");
    out->kind = ARG_FUNC;
    out->func = name;
    return true;
}

bool argref_parse(ArgRef *out, const char *text, const char **why) {
    *out = (ArgRef){0};
    const char *s = text;
    while (*s == '*')
        s++;
    if (s - text > ARGREF_MAX_DEREF)
        return fail(why, "at most two '*'");
    out->deref = (uint8_t)(s - text);
    if (strcmp(s, "return") == 0) {
        out->kind = ARG_RETURN;
        return true;
    }
    if (!out->deref && strcmp(s, "null") == 0) {
        out->kind = ARG_NULL;
        return true;
    }
    if (!out->deref && strncmp(s, "fn:", 3) == 0)
        return read_function(out, s + 3, why);
    return read_nth(out, s, why);
}
