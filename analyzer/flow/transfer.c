// SPDX-License-Identifier: Apache-2.0
//
// One instruction on one case. Calls are the ones that may give several cases.
//
// Which knowledge of a callee counts: a model, unless the program has a private function of that
// name; then its own summary; and nothing otherwise: the callee may keep, free and change all that
// it can reach.
#include "backref.h"
#include "errors.h"
#include "waited.h"

static bool is_aggregate(const Exec *x, TypeId type) {
    TypeKind kind = ir_type(x->m, type)->kind;
    return kind == TYPE_RECORD || kind == TYPE_ARRAY;
}

static bool owns(Exec *x, const Case *c, ValueId v) {
    const Resource *r = v.v ? case_resource(c, value_base(&x->values, v)) : NULL;
    return r && r->state == RES_LIVE && r->made;
}

static void assign_value(Exec *x, Case *c, ValueId address, ValueId val, TypeId type) {
    ValueId old = eval_content(x, c, address);
    record_store(x, c, address, old, val, type);
    bool owned = owns(x, c, old) && old.v != val.v;
    // What a place that lives on held is a matter of that place, not of this path: other code may
    // have taken it before.
    if (owned && !eval_is_local_memory(x, c, address))
        eval_escape(x, c, old);
    eval_store(x, c, address, val);
    if (owned)
        lost_check(x, c, LOST_OVERWRITE, val);
}

static void do_assign(Exec *x, Case *c, const Insn *insn) {
    const Operand *from = ir_args(x->f, insn);
    TypeId type = x->f->places[insn->dst.v].type;
    ValueId address = eval_address(x, c, insn->dst);
    if (!is_aggregate(x, type)) {
        assign_value(x, c, address, eval_operand(x, c, from), type);
        return;
    }
    if (from->kind == OPD_PLACE)
        eval_copy(x, c, address, eval_address(x, c, from->place));
    else if (from->kind == OPD_INT || from->kind == OPD_NULL)
        eval_store(x, c, address, value_int(&x->values, 0));
    else
        eval_forget(x, c, address);
}

static bool points_to_record(const Exec *x, TypeId type) {
    return ir_type(x->m, ir_type_base(x->m, type))->kind == TYPE_RECORD;
}

// container_of: bytes back from a member, to the record around it. In which object a parameter's
// lies, the caller knows.
static bool is_container_of(const Exec *x, const Insn *insn, TypeId type, ValueId p, ValueId n) {
    const Value *from = value_at(&x->values, p), *by = value_at(&x->values, n);
    return insn->sub == BIN_SUB && by->kind == V_INT && by->num > 0 && points_to_record(x, type) &&
           !points_to_record(x, ir_args(x->f, insn)[0].type) && from->kind != V_INDEX &&
           from->kind != V_BINARY;
}

// p + n points into the same object as p.
static ValueId pointer_sum(Exec *x, ValueId p, ValueId n, IrBinary op) {
    const Value *by = value_at(&x->values, n);
    bool constant = by->kind == V_INT && op == BIN_ADD && by->num > 0 && by->num < INDEX_ANY;
    if (value_is_null(&x->values, n))
        return p;
    return value_index(&x->values, p, constant ? (uint32_t)by->num : INDEX_ANY);
}

static void do_compute(Exec *x, Case *c, const Insn *insn) {
    const Operand *args = ir_args(x->f, insn);
    ValueId a = eval_operand(x, c, &args[0]), v;
    TypeId type = x->f->places[insn->dst.v].type;
    if (insn->op == OP_UNARY) {
        v = value_unary(&x->values, (IrUnary)insn->sub, a);
    } else {
        ValueId b = eval_operand(x, c, &args[1]);
        bool moves = (insn->sub == BIN_ADD || insn->sub == BIN_SUB) &&
                     ir_type_is_pointer(x->m, type) && ir_type_is_pointer(x->m, args[0].type);
        moves = moves && !is_container_of(x, insn, type, a, b);
        v = moves ? pointer_sum(x, a, b, (IrBinary)insn->sub)
                  : value_binary(&x->values, (IrBinary)insn->sub, a, b);
    }
    if (!v.v)
        v = eval_made(x, c, V_RESULT, VALUE_NONE);
    ValueId address = eval_address(x, c, insn->dst);
    bool owned = owns(x, c, case_cell(c, address));
    eval_store(x, c, address, v);
    if (owned)
        lost_check(x, c, LOST_OVERWRITE, v);
}

static void call_unknown(Exec *x, Case *c, const Insn *insn, const ValueId *args) {
    const Operand *operands = ir_args(x->f, insn) + 1;
    for (uint32_t i = 0; i + 1 < insn->nargs; i++) {
        ValueId map = value_entry_map(&x->values, args[i]);
        if (map.v)
            record_op(x, c, MAPOP_FREE_VALUE, record_holder_of_value(x, c, map), 0);
        if (record_is_handle(x, eval_type(x, &operands[i]))) {
            const Value *v = value_at(&x->values, args[i]);
            Holder h = value_is_address(v) ? record_holder_of_address(x, args[i])
                                           : record_holder_of_value(x, c, args[i]);
            record_op(x, c, MAPOP_ESCAPE, h, 0);
        }
        backref_released(x, c, args[i]);
        eval_escape(x, c, args[i]);
    }
    eval_havoc(x, c);
    if (insn->dst.v)
        assign_value(x, c, eval_address(x, c, insn->dst), eval_made(x, c, V_RESULT, VALUE_NONE),
                     x->f->places[insn->dst.v].type);
}

static const Summary *callee_summary(Exec *x, const Insn *insn, FuncId callee) {
    bool named = ir_args(x->f, insn)->kind == OPD_FUNC;
    return named || waited_for(x, callee) ? x->summaries[callee.v] : NULL;
}

static void call_function(Exec *x, Case *c, const Insn *insn, FuncId id, const ValueId *args,
                          CaseList *out) {
    const IrFunc *f = ir_func(x->m, id);
    const Model *model = x->known->model_of[id.v];
    uint32_t first = out->len;
    if (model) {
        ErrorArgument error = errors_find(x, c, insn, args);
        effects_apply(x, c, model, args, out);
        errors_split(x, &error, insn, out, first);
        return;
    }
    if (ir_is_defined(f))
        record_call(x, c, id, ir_args(x->f, insn) + 1, args, insn->nargs - 1);
    if (f->flags & FUNC_NORETURN) {
        case_free(c);
        return;
    }
    const Summary *s = callee_summary(x, insn, id);
    if (s) {
        summary_apply(x, c, s, args, insn->nargs - 1, insn->dst, out);
        return;
    }
    ErrorArgument error = errors_find(x, c, insn, args);
    call_unknown(x, c, insn, args);
    case_list_add(out, c);
    errors_split(x, &error, insn, out, first);
}

// A function that is named as an argument may be called later, by whoever got it.
static void note_callbacks(Exec *x, const ValueId *args, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        const Value *v = value_at(&x->values, args[i]);
        if (v->kind == V_FUNC && v->id && ir_is_defined(ir_func(x->m, (FuncId){v->id})))
            record_entry(x, ENTRY_POINTER, (FuncId){v->id});
    }
}

enum { ARGS_INLINE = 16 };

static void do_call(Exec *x, Case *c, const Insn *insn, CaseList *out) {
    const Operand *operands = ir_args(x->f, insn);
    ValueId few[ARGS_INLINE], *args = few;
    uint32_t n = insn->nargs - 1;
    if (n > ARGS_INLINE)
        args = ARENA_ARRAY(&x->scratch, ValueId, n);
    for (uint32_t i = 0; i < n; i++)
        args[i] = eval_operand(x, c, &operands[i + 1]);
    FuncId target = {0};
    if (operands[0].kind == OPD_FUNC) {
        target = operands[0].func;
    } else if (operands[0].kind == OPD_PLACE) {
        const Value *v = value_at(&x->values, eval_operand(x, c, &operands[0]));
        target.v = v->kind == V_FUNC ? v->id : 0;
    } else if (operands[0].kind == OPD_STRING) {
        const Model *model = models_macro(x->known->models, ir_str(x->m, operands[0].str));
        if (model) {
            effects_apply(x, c, model, args, out);
            return;
        }
    }
    if (target.v) {
        call_function(x, c, insn, target, args, out);
        return;
    }
    note_callbacks(x, args, n);
    call_unknown(x, c, insn, args);
    case_list_add(out, c);
}

static void end_scope(Exec *x, Case *c, VarId var) {
    ValueId address = value_simple(&x->values, V_VAR, var.v);
    // A map that lived in the variable itself.
    Resource *r = case_resource(c, address);
    if (r && r->kind == RES_MAP && r->state == RES_LIVE)
        record_lost(x, c, r, LOST_SCOPE, NULL);
    if (r)
        case_drop_resource(c, address);
    uint32_t before = c->cells.len;
    eval_forget(x, c, address);
    if (c->cells.len != before)
        lost_check(x, c, LOST_SCOPE, case_cell(c, value_simple(&x->values, V_VAR, 0)));
}

static void do_scope_end(Exec *x, Case *c, const Insn *insn, CaseList *out) {
    const IrVar *var = &x->f->vars[insn->var.v];
    if (!var->cleanup.v) {
        end_scope(x, c, insn->var);
        case_list_add(out, c);
        return;
    }
    // The cleanup function gets the variable's address; it is not an argument in the IR.
    ValueId arg = value_simple(&x->values, V_VAR, insn->var.v);
    const Summary *s = x->summaries[var->cleanup.v];
    CaseList after = {0};
    if (s) {
        summary_apply(x, c, s, &arg, 1, (PlaceId){0}, &after);
    } else {
        eval_escape(x, c, arg);
        case_list_add(&after, c);
    }
    for (uint32_t i = 0; i < after.len; i++) {
        end_scope(x, after.data[i], insn->var);
        case_list_add(out, after.data[i]);
    }
    vec_fini(&after);
}

void transfer(Exec *x, Case *c, CaseList *out) {
    const Insn *insn = &x->f->insns[x->insn];
    switch ((InsnOp)insn->op) {
    case OP_ASSIGN:
        do_assign(x, c, insn);
        break;
    case OP_UNARY:
    case OP_BINARY:
        do_compute(x, c, insn);
        break;
    case OP_CALL:
        do_call(x, c, insn, out);
        return;
    case OP_SCOPE_END:
        do_scope_end(x, c, insn, out);
        return;
    case OP_OPAQUE:
        if (insn->dst.v)
            eval_store(x, c, eval_address(x, c, insn->dst), eval_made(x, c, V_RESULT, VALUE_NONE));
        break;
    default:
        BUG("terminator %d in transfer", insn->op);
    }
    case_list_add(out, c);
}
