// SPDX-License-Identifier: Apache-2.0
//
// What the files of program/ share.
#ifndef PROGRAM_INTERNAL_H
#define PROGRAM_INTERNAL_H

#include "program.h"

typedef struct {
    uint32_t *data;
    uint32_t len, cap;
} Work;

// context.c
void contexts_compute(Program *p);
// The context of code in a function of context `func`, by the loop flags of its place.
Context context_at(Context func, uint32_t flags);

// params.c: what call sites hand to parameters.
typedef struct Params Params;
Params *params_new(const Program *p);
void params_free(Params *q);
// The holders that parameter i of f may be; unknown: it may also be something else.
typedef struct {
    VEC(Holder) list; // globals, fields, and maps made by a caller
    bool unknown;
    bool fresh; // some are maps that a caller has just made
} HolderSet;
const HolderSet *params_holders(const Params *q, FuncId f, uint32_t i);
ValueClass params_class(const Params *q, FuncId f, uint32_t i);
// c with what is a parameter of f replaced by what call sites hand to it.
ValueClass params_resolve(const Params *q, FuncId f, ValueClass c);
// The same for the key of an insertion into `at`, which callers handed over as `map`: only calls
// that hand over that map count.
ValueClass params_key(const Params *q, FuncId f, ValueClass key, Holder at, Holder map);
bool params_merge(ValueClass *into, ValueClass from); // whether *into changed
void holder_set_add(HolderSet *s, Holder h);
enum { HOLDERS_MAX = 64 }; // in one set; beyond, the set is unknown

// inventory.c
void inventory_build(Program *p, const Params *q);

// lifetime.c
void lifetimes_compute(Program *p);

// bounds.c
void bounds_compute(Program *p);

#endif
