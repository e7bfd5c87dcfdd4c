// SPDX-License-Identifier: Apache-2.0
//
// What builder.c (entities), builder_body.c (places and instructions) and builder_end.c (from the
// open body to the module) share.
#ifndef IR_BUILDER_INTERNAL_H
#define IR_BUILDER_INTERNAL_H

#include "builder.h"
#include "idmap.h"

// A block of the open body. Its instructions are contiguous because it is entered once.
typedef struct {
    uint32_t first, end;             // instructions; end is right once the block is closed
    uint32_t first_succ, succ_count; // into the body's succs
    bool entered;
    bool closed; // has its terminator
} OpenBlock;

// The function under construction. Vectors with ids inside the function have an unused item 0.
typedef struct {
    FuncId func; // 0: none is open
    BlockId current;
    uint32_t nparams;
    bool emitted; // the last instruction was kept: the block was open
    VEC(IrVar) vars;
    VEC(OpenBlock) blocks;
    VEC(uint32_t) placed; // block ids in the order in which they were entered
    VEC(Insn) insns;
    VEC(Operand) operands;
    VEC(BlockId) succs;
    VEC(Place) places;
    Gomap *place_ids; // Place to its id
} Body;

struct IrBuilder {
    IrModule *m;
    IdMap files, fields, globals, funcs; // by StrId: path, USR
    IdMap named_types;                   // by StrId: USR
    IdMap opaque;                        // by StrId: index + 1 into m->opaque
    Gomap *types;                        // IrType to its id
    Body body;
    Loc loc, spelled; // of the next instruction
};

void body_init(Body *body);
void body_fini(Body *body);
// Empties it for the function `f`.
void body_reset(Body *body, FuncId f);
// Moves the body, with what is unreachable or unused left out, into its function.
void body_finish(IrModule *m, Body *body);
// Gives a block that has been entered and is still open the terminator UNREACHABLE.
void body_close(IrBuilder *b, BlockId block);

// Adds a function whatever other one has this USR; builder_func goes on finding the first.
FuncId builder_func_add(IrBuilder *b, StrId usr);
// As builder_count_opaque, n times.
void builder_count_opaque_n(IrBuilder *b, StrId reason, uint32_t n);
// As builder_file, by a path interned in the module.
FileId builder_file_id(IrBuilder *b, StrId path);

#endif
