// SPDX-License-Identifier: Apache-2.0
//
// Modules from text and back, for tests. Whatever is wrong ends the test with the message.
#ifndef TESTS_IR_TEXT_H
#define TESTS_IR_TEXT_H

#include "ir/text.h"

// A parsed and verified module; module_free ends it.
IrModule *module_of(const char *text);
// Parsed only: verification is the test's matter.
IrModule *module_unverified(const char *text);
void module_free(IrModule *m);
// The module as text; the caller frees it.
char *text_of(const IrModule *m);
// `m` prints as `want`.
void assert_prints(const IrModule *m, const char *want);
// The function, global of this name; the first of several.
IrFunc *func_named(const IrModule *m, const char *name);
IrGlobal *global_named(const IrModule *m, const char *name);

#endif
