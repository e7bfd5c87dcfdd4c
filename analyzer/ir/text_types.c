// SPDX-License-Identifier: Apache-2.0
#include "text_internal.h"

const char *const text_unary[] = {"neg", "not", "lnot", "cast"};
const char *const text_binary[] = {"==", "!=", "<", "<=", ">", ">=", "+",  "-",
                                   "*",  "/",  "%", "&",  "|", "^",  "<<", ">>"};

const TextFlag text_func_flags[TEXT_FUNC_FLAGS] = {
    {FUNC_STATIC, "static"},           {FUNC_INLINE, "inline"},
    {FUNC_NORETURN, "noreturn"},       {FUNC_VARIADIC, "variadic"},
    {FUNC_CONSTRUCTOR, "constructor"}, {FUNC_DESTRUCTOR, "destructor"},
    {FUNC_UNRELIABLE, "unreliable"},   {FUNC_ADDRESS_TAKEN, "address_taken"},
    {FUNC_GLOBAL_INIT, "global_init"}, {FUNC_AMBIGUOUS, "ambiguous"},
    {FUNC_MALLOC, "malloc"},           {FUNC_GENERATED, "generated"},
};

const TextFlag text_insn_flags[TEXT_INSN_FLAGS] = {
    {INSN_IMPLICIT, "implicit"},
    {INSN_OBJECT_CALL, "object"},
    {INSN_VIRTUAL, "virtual"},
    {INSN_INIT, "init"},
};

static bool is_integral(TypeKind k) {
    return k == TYPE_INT || k == TYPE_ENUM || k == TYPE_BOOL;
}

TypeGuess text_guess(const IrModule *m, const Operand *o, TypeId context, TypeId place_type) {
    TypeGuess from_context = {.kind = GUESS_ID, .id = context};
    TypeKind k = ir_type(m, context)->kind;
    switch (o->kind) {
    case OPD_INT:
        return is_integral(k) ? from_context : (TypeGuess){.kind = GUESS_INT};
    case OPD_FLOAT:
        return k == TYPE_FLOAT ? from_context : (TypeGuess){.kind = GUESS_DOUBLE};
    case OPD_NULL:
        return k == TYPE_POINTER ? from_context : (TypeGuess){.kind = GUESS_VOID_PTR};
    case OPD_STRING:
        return (TypeGuess){.kind = GUESS_CHAR_PTR};
    case OPD_FUNC: {
        StrId signature = ir_func(m, o->func)->signature;
        return (TypeGuess){.kind = signature.v ? GUESS_FUNC_PTR : GUESS_ID, .signature = signature};
    }
    case OPD_PLACE:
        return (TypeGuess){.kind = GUESS_ID, .id = place_type};
    case OPD_ADDR:
        return (TypeGuess){.kind = GUESS_POINTER_TO, .id = place_type};
    case OPD_UNKNOWN:
    case OPD_NONE:
        break;
    }
    return from_context;
}

static const IrType *pointee(const IrModule *m, const IrType *t) {
    return t->kind == TYPE_POINTER && t->size == 8 ? ir_type(m, t->target) : NULL;
}

bool text_guess_is(const IrModule *m, const TypeGuess *g, TypeId id) {
    const IrType *t = ir_type(m, id), *to = pointee(m, t);
    switch (g->kind) {
    case GUESS_ID:
        return id.v == g->id.v;
    case GUESS_INT:
        return t->kind == TYPE_INT && t->size == 4 && t->is_signed;
    case GUESS_DOUBLE:
        return t->kind == TYPE_FLOAT && t->size == 8;
    case GUESS_POINTER_TO:
        return to && t->target.v == g->id.v;
    case GUESS_VOID_PTR:
        return to && to->kind == TYPE_VOID && !to->size;
    case GUESS_CHAR_PTR:
        return to && to->kind == TYPE_INT && to->size == 1 && to->is_signed;
    case GUESS_FUNC_PTR:
        return to && to->kind == TYPE_FUNC && to->name.v == g->signature.v && !to->size;
    }
    return false;
}

uint64_t text_default_size(const IrModule *m, const IrType *t) {
    switch (t->kind) {
    case TYPE_BOOL:
        return 1;
    case TYPE_POINTER:
    case TYPE_REFERENCE:
        return 8;
    case TYPE_ARRAY:
        return t->count * ir_type(m, t->target)->size; // may wrap, the same way on both sides
    default:
        return 0;
    }
}
