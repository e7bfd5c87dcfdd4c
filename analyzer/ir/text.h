// SPDX-License-Identifier: Apache-2.0
//
// The text form of the IR: print and parse are each other's inverse (parse(print(m)) prints the
// same bytes). Tests run the flow on it without libclang. ir.md has the grammar.
#ifndef IR_TEXT_H
#define IR_TEXT_H

#include "base/status.h"
#include "base/strbuf.h"
#include "ir/ir.h"

// The whole module: files, types, fields, globals, functions.
void ir_print(StrBuf *out, const IrModule *m);
// One function with its blocks. Linear in the module, like ir_print_dot: they look for names that
// need a number. The three after it do not: they tell variables apart, but not functions, globals
// and records of one name.
void ir_print_func(StrBuf *out, const IrModule *m, FuncId f);
void ir_print_place(StrBuf *out, const IrModule *m, const IrFunc *f, PlaceId p);
void ir_print_operand(StrBuf *out, const IrModule *m, const IrFunc *f, const Operand *o);
void ir_print_insn(StrBuf *out, const IrModule *m, const IrFunc *f, const Insn *i);
// A function's graph for Graphviz.
void ir_print_dot(StrBuf *out, const IrModule *m, FuncId f);

// Parses `text` into the empty module *m. On error STATUS_USAGE, the message begins with
// "name:line:col: ", and *m is only good for ir_module_fini. The text may be hostile; of the
// invariants of ir.h the one on temporaries is left to ir_verify.
Status ir_parse(IrModule *m, const char *name, const char *text, size_t n, Error *err);

#endif
