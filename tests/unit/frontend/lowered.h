// SPDX-License-Identifier: Apache-2.0
//
// C sources in a directory of their own, lowered, with the printed IR to look at.
#ifndef TEST_FRONTEND_LOWERED_H
#define TEST_FRONTEND_LOWERED_H

#include "base/strbuf.h"
#include "frontend/frontend.h"

typedef struct {
    char dir[64];
    IrModule m;
    FrontendReport report;
    Error err;
    Status status;
    StrBuf text; // of what was printed last, without locations
} Lowered;

// Writes the sources (pairs of file name and text, NULL at the end) into a new directory and lowers
// the first one. Macros whose name begins with "M_" are modelled.
void lowered_make(Lowered *t, const char *const *files, const char *const *args);
// One file, "t.c", no flags.
void lowered_source(Lowered *t, const char *source);
void lowered_fini(Lowered *t);
// 0: there is none, or it has no body.
FuncId lowered_func(const Lowered *t, const char *name);
// The function printed, one instruction a line, without locations, indentation and types of
// operands. "" when it is not there.
const char *lowered_text(Lowered *t, const char *name);

// Fails unless the lines (NULL at the end) are in the function's text in this order; each is a part
// of a line. A line that begins with "!" must not be there at all.
void expect_in(const char *file, int line, Lowered *t, const char *func, const char *const *lines);
#define expect_lines(t, func, ...) \
    expect_in(__FILE__, __LINE__, (t), (func), (const char *const[]){__VA_ARGS__, NULL})
// The source has the function f; its text has the lines.
#define expect_ir(source, ...)                     \
    do {                                           \
        Lowered lowered_;                          \
        lowered_source(&lowered_, source);         \
        expect_lines(&lowered_, "f", __VA_ARGS__); \
        lowered_fini(&lowered_);                   \
    } while (0)

#endif
