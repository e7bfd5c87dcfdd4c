// SPDX-License-Identifier: Apache-2.0
//
// What a modelled call does to a case: the effects of its model in order. A call whose effects
// depend on its result (`when`) splits the case in two first: the one in which they happen, and the
// one in which they do not.
#include "effects.h"

static void do_effect(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    switch (e->kind) {
    case EFF_CREATE:
        effects_create(k, c, e);
        break;
    case EFF_DESTROY:
        effects_destroy(k, c, e);
        break;
    case EFF_PUT:
        effects_put(k, c, e);
        break;
    case EFF_GET:
        effects_get(k, c, e);
        break;
    case EFF_REMOVE:
    case EFF_TAKE:
        effects_remove(k, c, e);
        break;
    case EFF_CLEAR:
        effects_clear(k, c, e);
        break;
    case EFF_SIZE:
        effects_size(k, c, e);
        break;
    case EFF_ITER_INIT:
        effects_iter_init(k, c, e);
        break;
    case EFF_ITER_NEXT:
        effects_iter_next(k, c, e);
        break;
    case EFF_ITER_REMOVE:
    case EFF_ITER_TAKE:
        effects_iter_remove(k, c, e);
        break;
    case EFF_FOREACH:
    case EFF_REMOVE_IF:
        effects_foreach(k, c, e);
        break;
    case EFF_ALLOC:
        effects_alloc(k, c, e);
        break;
    case EFF_FREE: {
        TypeId type;
        ValueId v = role_value(k, c, &e->object, &type);
        if (v.v)
            effects_release(x, c, v, type);
        break;
    }
    case EFF_REALLOC:
        effects_realloc(k, c, e);
        break;
    case EFF_REF:
        effects_ref(k, c, e);
        break;
    case EFF_UNREF:
        effects_unref(k, c, e);
        break;
    case EFF_ALIAS: {
        ValueId v = role_value(k, c, &e->from, NULL);
        if (v.v)
            role_write(k, c, &e->into, e->inside ? value_index(&x->values, v, INDEX_ANY) : v);
        break;
    }
    case EFF_ESCAPE:
        effects_escape(k, c, e);
        break;
    case EFF_WRITE:
        effects_write(k, c, e);
        break;
    case EFF_CALL:
        effects_call(k, c, e, VALUE_NONE, VALUE_NONE);
        break;
    case EFF_WAIT:
    case EFF_REQUIRE: // see run_effects
        break;
    case EFF_REGISTER:
    case EFF_AT_EXIT:
    case EFF_SPAWN:
    case EFF_ONCE:
        if (e->callback.kind == ARG_NONE)
            c->once = true;
        else
            effects_entry(k, c, e);
        break;
    case EFF_NORETURN:
    case EFF_EXIT:
        c->exited = true;
        break;
    case EFF_JOIN:
    case EFF_LOCK:
    case EFF_UNLOCK:
    case EFF_COUNT:
        break;
    }
}

static bool assume_when(Exec *x, Case *c, ValueId result, WhenMode when, bool happens) {
    ValueId zero = value_int(&x->values, 0);
    switch (when) {
    case WHEN_NONNULL:
        return assume(x, c, happens ? BIN_NE : BIN_EQ, result, zero);
    case WHEN_NULL:
        return assume(x, c, happens ? BIN_EQ : BIN_NE, result, zero);
    case WHEN_NEGATIVE:
        return assume(x, c, happens ? BIN_LT : BIN_GE, result, zero);
    case WHEN_NONNEGATIVE:
        return assume(x, c, happens ? BIN_GE : BIN_LT, result, zero);
    case WHEN_ALWAYS:
        break;
    }
    return true;
}

// The map says that it has no such entry: then a member that was put in under an equal key went
// before, in a way that was not seen.
static void not_found(Call *k, Case *c, const Effect *e) {
    ValueId map = role_value(k, c, &e->map, NULL);
    if (map.v)
        entries_unknown(k->x, c, map);
}

// An insertion that does nothing to an entry that is there cannot have put in another one.
static bool must_refuse(Call *k, Case *c, const Effect *e) {
    if (e->kind != EFF_PUT || e->existing != EXISTING_REFUSE || e->when == WHEN_ALWAYS)
        return false;
    ValueId map = role_value(k, c, &e->map, NULL), key = role_value(k, c, &e->key, NULL);
    const Member *there = map.v && key.v ? entries_find(c, map, key, VALUE_NONE) : NULL;
    const Resource *held = there ? case_resource(c, there->val) : NULL;
    return held && held->state == RES_LIVE;
}

// The call came back: so the comparison holds. False when it cannot.
static bool may_hold(Call *k, Case *c, const Effect *e) {
    static const IrBinary ops[] = {
        [IS_EQUAL] = BIN_EQ,   [IS_UNEQUAL] = BIN_NE, [IS_LESS] = BIN_LT,
        [IS_AT_MOST] = BIN_LE, [IS_GREATER] = BIN_GT, [IS_AT_LEAST] = BIN_GE};
    ValueId value = role_value(k, c, &e->value, NULL), to = role_value(k, c, &e->to, NULL);
    return !value.v || !to.v || assume(k->x, c, ops[e->is], value, to);
}

static bool run_effects(Call *k, Case *c, bool happens) {
    for (uint32_t i = 0; i < k->model->neffects; i++) {
        const Effect *e = &k->model->effects[i];
        if (happens && must_refuse(k, c, e))
            return false;
        if (e->kind == EFF_REQUIRE && !may_hold(k, c, e))
            return false;
        // A loop macro's effects are about a turn; without one nothing happens.
        if (happens || (e->when == WHEN_ALWAYS && !k->model->is_loop))
            do_effect(k, c, e);
        else if (e->kind == EFF_ITER_NEXT && !effects_iter_may_end(k, c, e))
            return false;
        else if (e->kind == EFF_REMOVE || e->kind == EFF_TAKE || e->kind == EFF_GET)
            not_found(k, c, e);
    }
    return true;
}

static void finish(Call *k, Case *c, bool feasible, CaseList *out) {
    Exec *x = k->x;
    if (!feasible || c->exited) {
        case_free(c);
        return;
    }
    if (k->insn->dst.v) {
        ValueId address = eval_address(x, c, k->insn->dst);
        ValueId old = eval_content(x, c, address);
        record_store(x, c, address, old, k->result, x->f->places[k->insn->dst.v].type);
        eval_store(x, c, address, k->result);
    }
    lost_check(x, c, LOST_OVERWRITE, k->result);
    case_list_add(out, c);
}

// A put through a handle that may be null either makes the map or adds to one: two cases. The one
// in which the handle is null goes to *out; c stays the other.
static void split_empty_handle(Call *k, Case *c, CaseList *out) {
    Exec *x = k->x;
    for (uint32_t i = 0; i < k->model->neffects; i++) {
        const Effect *e = &k->model->effects[i];
        if (e->kind != EFF_PUT || !e->creates)
            continue;
        ValueId map = role_value(k, c, &e->map, NULL);
        if (!map.v || assume_is_null(x, c, map) || assume_is_nonnull(x, c, map))
            return;
        Case *empty = case_clone(c);
        Call other = *k;
        bool feasible = assume_null(x, empty, map) && run_effects(&other, empty, true);
        finish(&other, empty, feasible, out);
        assume_true(x, c, map);
        return;
    }
}

void effects_apply(Exec *x, Case *c, const Model *model, const ValueId *args, CaseList *out) {
    const Insn *insn = &x->f->insns[x->insn];
    Call call = {.x = x,
                 .insn = insn,
                 .operands = ir_args(x->f, insn) + 1,
                 .args = args,
                 .nargs = insn->nargs - 1,
                 .model = model};
    call.result = eval_made(x, c, V_RESULT, VALUE_NONE);
    WhenMode when = model->is_loop ? WHEN_NONNULL : WHEN_ALWAYS;
    for (uint32_t i = 0; i < model->neffects && when == WHEN_ALWAYS; i++)
        when = model->effects[i].when;
    if (when != WHEN_ALWAYS) {
        Case *no = case_clone(c);
        Call other = call;
        bool feasible =
            assume_when(x, no, call.result, when, false) && run_effects(&other, no, false);
        finish(&other, no, feasible, out);
        if (!assume_when(x, c, call.result, when, true)) {
            case_free(c);
            return;
        }
    }
    split_empty_handle(&call, c, out);
    bool feasible = run_effects(&call, c, true);
    finish(&call, c, feasible, out);
}
