// SPDX-License-Identifier: Apache-2.0
//
// Builds a module. Entities are found or added by their identity, so a builder may ask again for
// the same one; a function is built between func_begin and func_end, one at a time.
#ifndef IR_BUILDER_H
#define IR_BUILDER_H

#include "ir/ir.h"

typedef struct IrBuilder IrBuilder;

// A builder over `m`, which outlives it.
IrBuilder *builder_new(IrModule *m);
void builder_free(IrBuilder *b);

FileId builder_file(IrBuilder *b, const char *path);
// A structural type (everything but records and enums): equal types give one id. Its target stands
// in the module already. What nests deeper than IR_TYPE_DEPTH becomes a TYPE_OTHER.
TypeId builder_type(IrBuilder *b, const IrType *t);
// A record or enum by USR; *fresh tells that the caller should fill it (ir_type fields, members).
// Here and below STR_NONE as USR is like no other one: always fresh.
TypeId builder_named_type(IrBuilder *b, TypeKind kind, StrId usr, bool *fresh);
FieldId builder_field(IrBuilder *b, StrId usr, bool *fresh);
GlobalId builder_global(IrBuilder *b, StrId usr, bool *fresh);
FuncId builder_func(IrBuilder *b, StrId usr, bool *fresh);
void builder_count_opaque(IrBuilder *b, StrId reason);

// Starts the body of `f`; declare its parameters first. Ends with builder_func_end, which moves the
// body into the module: blocks that cannot be reached from the entry are dropped, every block that
// has no terminator gets UNREACHABLE. Blocks are numbered anew in the order in which they were
// entered, places in the order of their first use, and places that nothing names are dropped;
// variables keep their ids. IrFunc.opaque is counted, IrVar.address_taken and FUNC_ADDRESS_TAKEN
// are set where an operand shows it; IrFunc.statements is the caller's.
void builder_func_begin(IrBuilder *b, FuncId f);
void builder_func_end(IrBuilder *b);
// Drops the body begun: the function stays declared.
void builder_func_abandon(IrBuilder *b);

VarId builder_var(IrBuilder *b, IrVar var);
VarId builder_temp(IrBuilder *b, TypeId type, Loc loc);
IrVar *builder_var_get(IrBuilder *b, VarId v);   // valid until the next builder_var
BlockId builder_block(IrBuilder *b);             // a new block, not yet placed
void builder_enter(IrBuilder *b, BlockId block); // what is emitted next goes there; a block is
                                                 // entered once
bool builder_is_open(const IrBuilder *b);        // the current block has no terminator yet

// Places are interned: equal ones give one id.
PlaceId builder_place(IrBuilder *b, Place p);
const Place *builder_place_get(const IrBuilder *b, PlaceId p); // valid until the next builder_place
PlaceId builder_var_place(IrBuilder *b, VarId v);
PlaceId builder_global_place(IrBuilder *b, GlobalId g);
// `p` with one more step. When it would be too deep, a temporary takes the pointer so far: the
// emitted instruction bears `loc`.
PlaceId builder_step(IrBuilder *b, PlaceId p, Step step, TypeId type, Loc loc);

// Where the next instructions are (loc, and the spelling inside a macro).
void builder_at(IrBuilder *b, Loc loc, Loc spelled);

// Instructions. Into a closed block (after a terminator) they go nowhere: dead code is not kept.
// The first one emitted before any builder_enter opens the entry block by itself. A block that is
// still open when another one is entered does not fall through: it gets UNREACHABLE.
void builder_assign(IrBuilder *b, PlaceId dst, Operand src, unsigned flags);
void builder_unary(IrBuilder *b, PlaceId dst, IrUnary op, Operand a);
void builder_binary(IrBuilder *b, PlaceId dst, IrBinary op, Operand x, Operand y);
void builder_call(IrBuilder *b, PlaceId dst, CallKind kind, Operand callee, const Operand *args,
                  uint32_t nargs, StrId signature, unsigned flags);
// Of the last instruction, if it was kept: the exceptional edge of a CALL_DIRECT; more flags.
void builder_unwind(IrBuilder *b, BlockId to);
void builder_flags(IrBuilder *b, unsigned flags);
void builder_scope_end(IrBuilder *b, VarId v);
void builder_opaque(IrBuilder *b, PlaceId dst, StrId reason); // counts it, too
void builder_goto(IrBuilder *b, BlockId to);
void builder_branch(IrBuilder *b, IrBinary op, Operand x, Operand y, BlockId yes, BlockId no);
// ranges: n pairs (low, high); to: n targets.
void builder_switch(IrBuilder *b, Operand x, BlockId otherwise, const int64_t (*ranges)[2],
                    const BlockId *to, uint32_t n);
void builder_igoto(IrBuilder *b, Operand x, const BlockId *to, uint32_t n);
void builder_return(IrBuilder *b, Operand x);
void builder_unreachable(IrBuilder *b);

static inline Operand opd_int(int64_t n, TypeId t) {
    return (Operand){.kind = OPD_INT, .type = t, .num = n};
}
static inline Operand opd_null(TypeId t) {
    return (Operand){.kind = OPD_NULL, .type = t};
}
static inline Operand opd_string(StrId s, TypeId t) {
    return (Operand){.kind = OPD_STRING, .type = t, .str = s};
}
static inline Operand opd_func(FuncId f, TypeId t) {
    return (Operand){.kind = OPD_FUNC, .type = t, .func = f};
}
static inline Operand opd_place(PlaceId p, TypeId t) {
    return (Operand){.kind = OPD_PLACE, .type = t, .place = p};
}
static inline Operand opd_addr(PlaceId p, TypeId t) {
    return (Operand){.kind = OPD_ADDR, .type = t, .place = p};
}
static inline Operand opd_unknown(TypeId t) {
    return (Operand){.kind = OPD_UNKNOWN, .type = t};
}
static inline Operand opd_none(void) {
    return (Operand){.kind = OPD_NONE};
}

#endif
