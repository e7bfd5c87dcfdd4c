// SPDX-License-Identifier: Apache-2.0
#include "lowered.h"

#include "ir/text.h"
#include "ir/verify.h"

#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

static bool is_macro(const char *name, void *ctx) {
    UNUSED(ctx);
    return strncmp(name, "M_", 2) == 0;
}

static void write_file(const char *dir, const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

void lowered_make(Lowered *t, const char *const *files, const char *const *args) {
    memset(t, 0, sizeof *t);
    snprintf(t->dir, sizeof t->dir, "/tmp/frontend-test-XXXXXX");
    assert_non_null(mkdtemp(t->dir));
    for (size_t i = 0; files[i]; i += 2)
        write_file(t->dir, files[i], files[i + 1]);
    size_t n = 0;
    while (args && args[n])
        n++;
    FrontendCommand command = {t->dir, files[0], args, n};
    FrontendOptions options = {is_macro, NULL};
    ir_module_init(&t->m);
    t->status = frontend_parse(&t->m, &command, &options, &t->report, &t->err);
    for (size_t i = 0; files[i]; i += 2) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", t->dir, files[i]);
        unlink(path);
    }
    rmdir(t->dir);
    if (t->status == STATUS_OK && ir_verify(&t->m, &t->err) != STATUS_OK)
        fail_msg("%s", t->err.text);
}

void lowered_source(Lowered *t, const char *source) {
    lowered_make(t, (const char *const[]){"t.c", source, NULL}, NULL);
    assert_int_equal(t->status, STATUS_OK);
}

void lowered_fini(Lowered *t) {
    strbuf_fini(&t->text);
    ir_module_fini(&t->m);
}

FuncId lowered_func(const Lowered *t, const char *name) {
    for (uint32_t i = 1; i < t->m.funcs.len; i++) {
        const IrFunc *f = &t->m.funcs.data[i];
        if (ir_is_defined(f) && strcmp(ir_str(&t->m, f->name), name) == 0)
            return (FuncId){i};
    }
    return (FuncId){0};
}

// Appends the line without its indentation and without the location behind two blanks.
static void add_line(StrBuf *out, const char *s, size_t n) {
    while (n && *s == ' ')
        s++, n--;
    for (size_t i = 0; i + 2 < n; i++)
        if (s[i] == ' ' && s[i + 1] == ' ' && s[i + 2] == '!')
            n = i;
    strbuf_add(out, s, n);
    strbuf_addc(out, '\n');
}

const char *lowered_text(Lowered *t, const char *name) {
    strbuf_clear(&t->text);
    FuncId f = lowered_func(t, name);
    if (!f.v)
        return "";
    StrBuf raw = {0};
    ir_print_func(&raw, &t->m, f);
    const char *p = strbuf_text(&raw);
    while (*p) {
        size_t n = strcspn(p, "\n");
        add_line(&t->text, p, n);
        p += n + (p[n] == '\n');
    }
    strbuf_fini(&raw);
    return strbuf_text(&t->text);
}

void expect_in(const char *file, int line, Lowered *t, const char *func, const char *const *lines) {
    const char *text = lowered_text(t, func), *p = text;
    for (size_t i = 0; lines[i]; i++) {
        if (lines[i][0] == '!') {
            if (strstr(text, lines[i] + 1))
                fail_msg("%s:%d: \"%s\" is in\n%s", file, line, lines[i] + 1, text);
            continue;
        }
        const char *found = strstr(p, lines[i]);
        if (!found)
            fail_msg("%s:%d: no \"%s\" (or not in order) in\n%s", file, line, lines[i], text);
        p = found + strlen(lines[i]);
    }
}
