// SPDX-License-Identifier: Apache-2.0
#include "ir_text.h"

#include "ir/verify.h"

#include <setjmp.h>

#include <cmocka.h>

IrModule *module_unverified(const char *text) {
    IrModule *m = malloc(sizeof *m);
    Error err = {0};
    assert_non_null(m);
    ir_module_init(m);
    if (ir_parse(m, "test.ir", text, strlen(text), &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return m;
}

IrModule *module_of(const char *text) {
    IrModule *m = module_unverified(text);
    Error err = {0};
    if (ir_verify(m, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return m;
}

void module_free(IrModule *m) {
    ir_module_fini(m);
    free(m);
}

char *text_of(const IrModule *m) {
    StrBuf out = {0};
    ir_print(&out, m);
    strbuf_adds(&out, "");
    return out.s;
}

void assert_prints(const IrModule *m, const char *want) {
    char *got = text_of(m);
    size_t i = 0, start = 0;
    for (; got[i] && got[i] == want[i]; i++)
        start = got[i] == '\n' ? i + 1 : start;
    if (got[i] != want[i])
        fail_msg("prints '%.*s' for '%.*s'", (int)strcspn(got + start, "\n"), got + start,
                 (int)strcspn(want + start, "\n"), want + start);
    free(got);
}

IrFunc *func_named(const IrModule *m, const char *name) {
    for (uint32_t i = 1; i < m->funcs.len; i++)
        if (strcmp(ir_str(m, m->funcs.data[i].name), name) == 0)
            return &m->funcs.data[i];
    fail_msg("no function %s", name);
    return NULL;
}

IrGlobal *global_named(const IrModule *m, const char *name) {
    for (uint32_t i = 1; i < m->globals.len; i++)
        if (strcmp(ir_str(m, m->globals.data[i].name), name) == 0)
            return &m->globals.data[i];
    fail_msg("no global %s", name);
    return NULL;
}
