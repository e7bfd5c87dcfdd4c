// SPDX-License-Identifier: Apache-2.0
//
// A modelled call on one case: what its effects share.
#ifndef FLOW_EFFECTS_H
#define FLOW_EFFECTS_H

#include "entries.h"

typedef struct {
    Exec *x;
    const Insn *insn;
    const Operand *operands; // arguments
    const ValueId *args;
    uint32_t nargs;
    ValueId result;
    const Model *model;
} Call;

// role.c
// The value of a role, and its type (NULL: not asked for); VALUE_NONE when the model has none or it
// cannot be told.
ValueId role_value(Call *k, Case *c, const ArgRef *r, TypeId *type);
// Where a role's value is stored, for roles that are written to; VALUE_NONE: the call's result.
ValueId role_address(Call *k, Case *c, const ArgRef *r);
// The operand that a role is the value of; NULL when it stands in none.
const Operand *role_operand(const Call *k, const ArgRef *r);
void role_write(Call *k, Case *c, const ArgRef *r, ValueId v);
// The holder that a map role names: by the place for a macro's lvalue, by the value otherwise.
Holder role_holder(Call *k, Case *c, const ArgRef *r, ValueId map);

// effects_map.c
void effects_create(Call *k, Case *c, const Effect *e);
void effects_destroy(Call *k, Case *c, const Effect *e);
void effects_put(Call *k, Case *c, const Effect *e);
void effects_get(Call *k, Case *c, const Effect *e);
void effects_remove(Call *k, Case *c, const Effect *e); // and take
void effects_clear(Call *k, Case *c, const Effect *e);
void effects_size(Call *k, Case *c, const Effect *e);

// effects_iter.c
void effects_iter_init(Call *k, Case *c, const Effect *e);
void effects_iter_next(Call *k, Case *c, const Effect *e);
// The iteration says that there is no entry (any more): false when there must be one.
bool effects_iter_may_end(Call *k, Case *c, const Effect *e);
void effects_iter_remove(Call *k, Case *c, const Effect *e); // and take
void effects_foreach(Call *k, Case *c, const Effect *e);     // and remove_if
// The callback runs with key, value and data, as far as there are any.
void effects_call(Call *k, Case *c, const Effect *e, ValueId key, ValueId val);

// effects_memory.c
void effects_alloc(Call *k, Case *c, const Effect *e);
void effects_realloc(Call *k, Case *c, const Effect *e);
void effects_ref(Call *k, Case *c, const Effect *e);
void effects_unref(Call *k, Case *c, const Effect *e);
void effects_escape(Call *k, Case *c, const Effect *e);
void effects_write(Call *k, Case *c, const Effect *e);
void effects_entry(Call *k, Case *c, const Effect *e); // register, spawn, at_exit, once

#endif
