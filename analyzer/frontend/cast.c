// SPDX-License-Identifier: Apache-2.0
//
// Conversions. Only those that may change the value are instructions: a narrower or differently
// signed integer, floating to integer, integer to pointer and back, anything to bool. A pointer
// cast, a wider integer, a dropped qualifier change the type of the operand and nothing else.
#include "lower.h"

static bool is_integer(TypeKind k) {
    return k == TYPE_INT || k == TYPE_ENUM || k == TYPE_BOOL;
}

static bool is_address(TypeKind k) {
    return k == TYPE_POINTER || k == TYPE_REFERENCE;
}

bool converts(const Lower *l, TypeId from_id, TypeId to_id) {
    const IrType *from = ir_type(l->m, from_id), *to = ir_type(l->m, to_id);
    if (from_id.v == to_id.v || to->kind == TYPE_VOID)
        return false;
    if (is_address(from->kind) && is_address(to->kind))
        return false;
    if (is_address(from->kind) || is_address(to->kind))
        return is_integer(from->kind) || is_integer(to->kind);
    if (to->kind == TYPE_BOOL)
        return from->kind != TYPE_BOOL;
    if (is_integer(from->kind) && is_integer(to->kind)) {
        if (from->kind == TYPE_BOOL || from->size < to->size)
            return from->kind != TYPE_BOOL && from->is_signed && !to->is_signed;
        return from->size > to->size ||
               (from->is_signed != to->is_signed && from->kind == TYPE_INT && to->kind == TYPE_INT);
    }
    return (is_integer(from->kind) || from->kind == TYPE_FLOAT) &&
           (is_integer(to->kind) || to->kind == TYPE_FLOAT) && from->kind != to->kind;
}

int64_t truncate_to(const IrType *t, int64_t v) {
    if (t->kind == TYPE_BOOL)
        return v != 0;
    if (t->kind != TYPE_INT || t->size >= 8 || !t->size)
        return v;
    unsigned bits = (unsigned)t->size * 8;
    uint64_t mask = ((uint64_t)1 << bits) - 1, u = (uint64_t)v & mask;
    if (t->is_signed && u >> (bits - 1))
        u |= ~mask;
    return (int64_t)u;
}

static Operand convert_constant(Lower *l, Operand v, TypeId to) {
    const IrType *t = ir_type(l->m, to);
    if (v.kind == OPD_NULL)
        return is_address(t->kind) ? opd_null(to) : opd_int(0, to);
    if (is_address(t->kind))
        return v.num ? opd_int(v.num, to) : opd_null(to);
    if (t->kind == TYPE_FLOAT)
        return (Operand){.kind = OPD_FLOAT, .type = to};
    return opd_int(truncate_to(t, v.num), to);
}

static Operand retyped(Operand v, TypeId to) {
    v.type = to;
    return v;
}

Operand convert(Lower *l, Operand v, TypeId to) {
    TypeKind kind = type_kind(l, to);
    if (v.type.v == to.v || kind == TYPE_VOID)
        return v;
    if (v.kind == OPD_INT || v.kind == OPD_NULL)
        return kind == TYPE_RECORD || kind == TYPE_OTHER ? retyped(v, to)
                                                         : convert_constant(l, v, to);
    if (v.kind == OPD_UNKNOWN || v.kind == OPD_NONE || !v.type.v || !converts(l, v.type, to))
        return retyped(v, to);
    if (v.kind == OPD_FLOAT)
        return kind == TYPE_FLOAT ? retyped(v, to) : unknown(to);
    PlaceId t = temp_place(l, to);
    if (kind == TYPE_BOOL) {
        bool is_pointer = is_address(type_kind(l, v.type));
        builder_binary(l->b, t, BIN_NE, v, is_pointer ? opd_null(v.type) : opd_int(0, v.type));
    } else {
        builder_unary(l->b, t, UN_CAST, v);
    }
    return opd_place(t, to);
}
