// SPDX-License-Identifier: Apache-2.0
#include "errors.h"

static bool is_error_argument(const Exec *x, const Operand *o) {
    const IrType *t = ir_type(x->m, eval_type(x, o));
    if (t->kind != TYPE_POINTER)
        return false;
    t = ir_type(x->m, t->target);
    return t->kind == TYPE_POINTER && x->known->errors[t->target.v];
}

// Results that are null or false on failure; a count may use -1.
static bool tells_failure(const Exec *x, const Insn *call) {
    if (!call->dst.v)
        return false;
    const IrType *t = ir_type(x->m, x->f->places[call->dst.v].type);
    return t->kind == TYPE_POINTER || t->kind == TYPE_BOOL || (t->kind == TYPE_INT && t->size == 4);
}

ErrorArgument errors_find(Exec *x, Case *c, const Insn *call, const ValueId *args) {
    const Operand *operands = ir_args(x->f, call) + 1;
    for (uint32_t i = 0; tells_failure(x, call) && i + 1 < call->nargs; i++) {
        ValueKind kind = (ValueKind)value_at(&x->values, args[i])->kind;
        if (is_error_argument(x, &operands[i]) && kind != V_INT &&
            !value_at(&x->values, args[i])->imprecise)
            return (ErrorArgument){args[i], case_cell(c, args[i])};
    }
    return (ErrorArgument){VALUE_NONE, VALUE_NONE};
}

static void fail(Exec *x, Case *c, ValueId address) {
    ValueId error = eval_made(x, c, V_RESULT, VALUE_NONE);
    eval_store(x, c, address, error);
    case_set_nonnull(c, error);
}

static void succeed(Exec *x, Case *c, const ErrorArgument *e) {
    eval_forget(x, c, e->address);
    if (e->before.v)
        case_set_cell(c, e->address, e->before);
}

void errors_split(Exec *x, const ErrorArgument *e, const Insn *call, CaseList *out,
                  uint32_t first) {
    if (!e->address.v)
        return;
    uint32_t n = out->len;
    for (uint32_t i = first; i < n; i++) {
        Case *c = out->data[i];
        ValueId result = eval_content(x, c, eval_address(x, c, call->dst));
        Case *failed = case_clone(c);
        bool may_fail = assume_null(x, failed, result), may_succeed = assume_true(x, c, result);
        if (may_fail)
            fail(x, failed, e->address);
        if (!may_fail) {
            succeed(x, c, e);
            case_free(failed);
        } else if (!may_succeed) {
            out->data[i] = failed;
            case_free(c);
        } else {
            succeed(x, c, e);
            case_list_add(out, failed);
        }
    }
}
