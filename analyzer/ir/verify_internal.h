// SPDX-License-Identifier: Apache-2.0
#ifndef IR_VERIFY_INTERNAL_H
#define IR_VERIFY_INTERNAL_H

#include "verify.h"

typedef struct {
    const IrModule *m;
    Error *err;
    uint32_t func;   // id of f
    const IrFunc *f; // under check; NULL before the functions
} Verifier;

// Fills the error, says in which function, and is false.
bool verify_fail(Verifier *v, const char *fmt, ...) PRINTF_LIKE(2, 3);
// The function v->f, on a module whose other tables were checked.
bool verify_func(Verifier *v);
// Invariant 4 of ir.h, on a function whose ids and graph were checked.
bool verify_temps(Verifier *v);

static inline bool verify_is_str(const Verifier *v, StrId s) {
    return s.v < intern_count(&v->m->strings);
}
static inline bool verify_is_type(const Verifier *v, TypeId t) {
    return t.v < v->m->types.len;
}
static inline bool verify_is_loc(const Verifier *v, Loc loc) {
    return loc.file.v < v->m->files.len;
}
static inline BlockId verify_unwind(const Insn *i) {
    return i->op == OP_CALL && i->sub == CALL_DIRECT ? i->unwind : (BlockId){0};
}

#endif
