// SPDX-License-Identifier: Apache-2.0
//
// What link.c (identity, definitions) and link_copy.c (bodies) share.
#ifndef IR_LINK_INTERNAL_H
#define IR_LINK_INTERNAL_H

#include "link.h"

// These hold for a function whichever of its declarations says so.
enum {
    FUNC_STICKY =
        FUNC_NORETURN | FUNC_MALLOC | FUNC_ADDRESS_TAKEN | FUNC_CONSTRUCTOR | FUNC_DESTRUCTOR
};

// One unit while it is added. Ids of the unit to ids of the program.
typedef struct {
    IrLinker *l;
    IrModule *program;
    const IrModule *unit;
    uint32_t *strs; // by StrId; all ones until used
    uint32_t *files, *types, *fields, *globals, *funcs;
} UnitMap;

void link_map_init(UnitMap *u, IrLinker *l, IrModule *program, const IrModule *unit);
void link_map_fini(UnitMap *u);
StrId link_str(const UnitMap *u, StrId s);
TypeId link_type(const UnitMap *u, TypeId t);
Loc link_loc(const UnitMap *u, Loc loc);

// Everything of a function but its body and identity.
void link_copy_header(const UnitMap *u, IrFunc *to, const IrFunc *from);
// The header and the body of `from`, which is defined, into `id`.
void link_copy_definition(const UnitMap *u, FuncId id, const IrFunc *from);

#endif
