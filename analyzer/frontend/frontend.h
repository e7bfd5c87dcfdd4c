// SPDX-License-Identifier: Apache-2.0
//
// C source to IR, through libclang: the only user of <clang-c/Index.h>. One call, one unit; the
// caller runs it in a process of its own (base/workers.h), because libclang may crash, hang or eat
// memory on hostile input.
#ifndef FRONTEND_FRONTEND_H
#define FRONTEND_FRONTEND_H

#include "base/status.h"
#include "ir/ir.h"

typedef struct {
    const char *directory;   // absolute; relative paths in the flags are meant from here
    const char *file;        // as the command names it
    const char *const *args; // cleaned compiler arguments without the compiler and the file itself
    size_t nargs;
} FrontendCommand;

// Answers whether a macro of this name is described by a model: its expansions become CALL_MACRO
// and their insides are not lowered.
typedef bool (*FrontendIsMacro)(const char *name, void *ctx);

typedef struct {
    FrontendIsMacro is_macro; // NULL: no macro is
    void *ctx;
} FrontendOptions;

typedef struct {
    uint32_t errors;       // of severity error or fatal
    char first_error[512]; // "file:line:col: text" of the first, "" when none
    char fatal[512];       // of the first that leaves out a part of the unit, "" when none
} FrontendReport;

// libclang's version string, for unit files and --version. Static storage.
const char *frontend_version(void);

// Parses and lowers one unit into the empty module *out. STATUS_FAILED when libclang gives no tree
// (the reason in *err); a unit with parse errors is no failure: *report counts them and the
// functions that contain one are FUNC_UNRELIABLE. After an error that is fatal (a header that is
// not found, #error, nesting beyond a limit) what there is of the unit is in *out, but that is not
// all. Lowered are the functions that the main file defines, the initialisers of its globals, and
// what they reach by name among the functions defined in headers.
Status frontend_parse(IrModule *out, const FrontendCommand *command, const FrontendOptions *options,
                      FrontendReport *report, Error *err);

#endif
