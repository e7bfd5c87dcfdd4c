// SPDX-License-Identifier: Apache-2.0
//
// Joins units into one program. Entities with one USR become one; a function defined in a header is
// kept once; a definition takes the place of a declaration.
//
// When two units define one external function differently (two programs in one tree, each with its
// own `main` or `usage`), both are kept: calls inside a unit go to that unit's own definition,
// calls from elsewhere go to a declaration that is marked FUNC_AMBIGUOUS, so that nothing is
// concluded from the wrong one.
#ifndef IR_LINK_H
#define IR_LINK_H

#include "ir/ir.h"

typedef struct IrLinker IrLinker;

// A linker into the empty module `program`, which outlives it.
IrLinker *linker_new(IrModule *program);
// Adds one unit; `unit` may be dropped afterwards. The order of units decides the ids, so add them
// sorted by name.
void linker_add(IrLinker *l, const IrModule *unit);
// Binds calls to external definitions. To be called once, after the last unit. Frees the linker.
void linker_finish(IrLinker *l);

#endif
