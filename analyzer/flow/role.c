// SPDX-License-Identifier: Apache-2.0
//
// What the roles of an effect (`map`, `key`, `into` …) stand for in a call.
#include "effects.h"

static FieldId find_member(const Exec *x, const char *name, TypeId object) {
    TypeId record = ir_type_base(x->m, object);
    for (uint32_t i = 1; i < x->m->fields.len; i++) {
        const IrField *f = &x->m->fields.data[i];
        if (f->record.v == record.v && strcmp(ir_str(x->m, f->name), name) == 0)
            return (FieldId){i};
    }
    return (FieldId){0};
}

ValueId role_address(Call *k, Case *c, const ArgRef *r) {
    if (r->kind != ARG_NTH || r->index >= k->nargs)
        return VALUE_NONE;
    const Operand *o = &k->operands[r->index];
    if (r->deref == 0)
        return o->kind == OPD_PLACE ? eval_address(k->x, c, o->place) : VALUE_NONE;
    ValueId a = k->args[r->index];
    for (uint32_t i = 1; i < r->deref; i++)
        a = eval_content(k->x, c, a);
    return a;
}

static ValueId member_address(Call *k, const ArgRef *r, TypeId *type) {
    const Operand *text = &k->operands[r->member];
    const char *name = r->kind == ARG_FIELD ? r->field
                       : r->member < k->nargs && text->kind == OPD_STRING
                           ? ir_str(k->x->m, text->str)
                           : NULL;
    if (!name || r->index >= k->nargs)
        return VALUE_NONE;
    FieldId f = find_member(k->x, name, eval_type(k->x, &k->operands[r->index]));
    if (!f.v)
        return VALUE_NONE;
    *type = k->x->m->fields.data[f.v].type;
    return value_field(&k->x->values, k->args[r->index], f);
}

ValueId role_value(Call *k, Case *c, const ArgRef *r, TypeId *type) {
    Exec *x = k->x;
    TypeId ignored;
    if (!type)
        type = &ignored;
    *type = (TypeId){0};
    ValueId v = VALUE_NONE;
    switch (r->kind) {
    case ARG_NONE:
        return VALUE_NONE;
    case ARG_NULL:
        return value_int(&x->values, 0);
    case ARG_FUNC:
        return value_simple(&x->values, V_FUNC, 0);
    case ARG_RETURN:
        v = k->result;
        break;
    case ARG_NTH:
        if (r->index >= k->nargs)
            return VALUE_NONE;
        v = k->args[r->index];
        *type = eval_type(x, &k->operands[r->index]);
        break;
    case ARG_MEMBER:
    case ARG_FIELD: {
        ValueId a = member_address(k, r, type);
        if (!a.v)
            return VALUE_NONE;
        // An array member is its own address.
        if (ir_type(x->m, *type)->kind == TYPE_ARRAY)
            return a;
        v = eval_content(x, c, a);
        break;
    }
    }
    for (uint32_t i = 0; i < r->deref && v.v; i++)
        v = eval_content(x, c, v);
    return v;
}

const Operand *role_operand(const Call *k, const ArgRef *r) {
    return r->kind == ARG_NTH && !r->deref && r->index < k->nargs ? &k->operands[r->index] : NULL;
}

static void write_field(Call *k, Case *c, const ArgRef *r, ValueId v) {
    TypeId type;
    ValueId a = member_address(k, r, &type);
    for (uint32_t i = 0; i < r->deref && a.v; i++)
        a = eval_content(k->x, c, a);
    if (a.v)
        eval_store(k->x, c, a, v);
}

void role_write(Call *k, Case *c, const ArgRef *r, ValueId v) {
    if (r->kind == ARG_RETURN)
        k->result = v;
    else if (r->kind == ARG_FIELD)
        write_field(k, c, r, v);
    else if (r->kind == ARG_NTH) {
        ValueId a = role_address(k, c, r);
        if (a.v && !assume_is_null(k->x, c, a))
            eval_store(k->x, c, a, v);
    }
}

Holder role_holder(Call *k, Case *c, const ArgRef *r, ValueId map) {
    Exec *x = k->x;
    Holder by_value = record_holder_of_value(x, c, map);
    if (by_value.kind != HOLDER_UNKNOWN || r->kind != ARG_NTH || r->index >= k->nargs)
        return by_value;
    const Operand *o = &k->operands[r->index];
    ValueId address = VALUE_NONE;
    if (r->deref == 1)
        address = k->args[r->index];
    else if (o->kind == OPD_PLACE)
        address = eval_address(x, c, o->place);
    return address.v ? record_holder_of_storage(x, c, address) : by_value;
}
