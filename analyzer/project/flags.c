// SPDX-License-Identifier: Apache-2.0
//
// Example:  -Ia -D X=1 -MF x.d -Wall -o a.o a.c  gives  -Ia -DX=1 ; dropped: -MF x.d
//
// 1. Each flag that passes is spelled as the table spells it: with -I, -D, -U and names that end in
//    = the value is joined, with all others it is an argument of its own. So libclang cannot
//    take a value for a flag, or read a name and its value as another, longer name.
// 2. A value that the row does not allow drops the flag and the value.
#include "flags.h"

#include "flag_table.h"
#include "path.h"

typedef struct {
    Arena *arena;
    const char *const *in;
    uint32_t n, at;
    CleanFlags *out;
} Cleaner;

static bool is_word(const char *s) {
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+:=,-");
    return s[0] != '-' && s[0] != '\0' && s[n] == '\0' && n <= 64;
}

static bool is_number(const char *s) {
    size_t n = strspn(s, "0123456789");
    return n > 0 && n <= 4 && s[n] == '\0';
}

static bool is_level(const char *s) {
    return s[0] == '\0' || !strcmp(s, "fast") || (strchr("0123456789sgz", s[0]) && s[1] == '\0');
}

static Language language_named(const char *s) {
    if (!strcmp(s, "c"))
        return LANGUAGE_C;
    if (!strcmp(s, "c++"))
        return LANGUAGE_CXX;
    return strcmp(s, "none") == 0 ? LANGUAGE_BY_SUFFIX : LANGUAGE_OTHER;
}

static bool allows(FlagValue kind, const char *value) {
    switch (kind) {
    case VALUE_NONE:
        return false;
    case VALUE_TEXT:
        return value[0] != '\0';
    case VALUE_PATH:
        return value[0] != '\0' && value[0] != '-';
    case VALUE_WORD:
        return is_word(value);
    case VALUE_NUMBER:
        return is_number(value);
    case VALUE_LEVEL:
        return is_level(value);
    case VALUE_LANGUAGE: {
        Language l = language_named(value);
        return l == LANGUAGE_C || l == LANGUAGE_CXX;
    }
    }
    return false;
}

static void drop(Cleaner *c, uint32_t from) {
    for (uint32_t i = from; i < c->at; i++)
        vec_push(&c->out->dropped, c->in[i]);
}

static void pass(Cleaner *c, const FlagRow *row, const char *arg, const char *value) {
    const char *name = row->as ? row->as : row->name;
    size_t n = strlen(name);
    bool is_joined = n == 2 || name[n - 1] == '=' || !(row->shape & FLAG_SEPARATE);
    if (!value) {
        vec_push(&c->out->args, row->as ? row->as : arg);
    } else if (is_joined && !row->as && value == arg + n) {
        vec_push(&c->out->args, arg); // as it should be
    } else if (is_joined) {
        vec_push(&c->out->args, arena_printf(c->arena, "%s%s", name, value));
    } else {
        vec_push(&c->out->args, name);
        vec_push(&c->out->args, value);
    }
}

static void take_flag(Cleaner *c) {
    uint32_t from = c->at++;
    const char *arg = c->in[from], *value;
    const FlagRow *row = flag_table_find(arg, &value);
    if (row && !value && (row->shape & FLAG_SEPARATE) && c->at < c->n)
        value = c->in[c->at++];
    if (row && row->fate == FATE_QUIET)
        return;
    if (row && row->value == VALUE_LANGUAGE && value)
        c->out->language = language_named(value);
    bool is_allowed = row && row->fate == FATE_PASS &&
                      (value ? allows(row->value, value) : (row->shape & FLAG_ALONE) != 0);
    if (is_allowed)
        pass(c, row, arg, value);
    else
        drop(c, from);
}

void flags_clean(Arena *a, const char *const *in, uint32_t n,
                 bool (*is_source)(const char *arg, const void *ctx), const void *ctx,
                 CleanFlags *out) {
    Cleaner c = {.arena = a, .in = in, .n = n, .out = out};
    bool only_files = false;
    while (c.at < n) {
        const char *arg = in[c.at];
        if (!only_files && !strcmp(arg, "--")) {
            only_files = true;
            c.at++;
        } else if (!only_files && arg[0] == '-' && arg[1]) {
            take_flag(&c);
        } else {
            c.at++;
            if (!is_source || !is_source(arg, ctx))
                vec_push(&out->dropped, arg);
        }
    }
}

void clean_flags_fini(CleanFlags *f) {
    vec_fini(&f->args);
    vec_fini(&f->dropped);
    f->language = LANGUAGE_BY_SUFFIX;
}

// ---- The compiler, and what stands before it ----

static bool is_launcher(const char *arg) {
    static const char *const names[] = {"ccache", "sccache", "distcc", "icecc", "gomacc", "env"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!strcmp(path_name(arg), names[i]))
            return true;
    return false;
}

// CCACHE_DIR=x before the compiler: letters, digits and underscores, then =.
static bool is_assignment(const char *arg) {
    const char *eq = strchr(arg, '=');
    size_t n = strspn(arg, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    return eq && n > 0 && arg + n == eq;
}

uint32_t flags_skip_compiler(const char *const *in, uint32_t n, bool *is_cxx) {
    uint32_t i = 0;
    *is_cxx = false;
    while (i < n && (is_launcher(in[i]) || is_assignment(in[i])))
        i++;
    if (i == n || in[i][0] == '-')
        return i;
    *is_cxx = strstr(path_name(in[i]), "++") != NULL;
    return i + 1;
}

Language flags_language_of(const char *path) {
    static const char *const cxx[] = {".cc", ".cpp", ".cxx", ".c++", ".C", ".CPP", ".cp"};
    const char *suffix = path_suffix(path);
    if (!strcmp(suffix, ".c"))
        return LANGUAGE_C;
    for (size_t i = 0; i < COUNT_OF(cxx); i++)
        if (!strcmp(suffix, cxx[i]))
            return LANGUAGE_CXX;
    return LANGUAGE_OTHER;
}
