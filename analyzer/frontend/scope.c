// SPDX-License-Identifier: Apache-2.0
//
// Which locals are alive, and what a jump ends.
//
// The live locals are a list that shares its tails. In
//
//     { A a; { B b; if (x) goto out; } C c; out: ; }
//
// the goto stands at b → a and the label at c → a; what the two share is a, so the goto ends b.
// c, declared later, is not ended: it was not alive at the goto. A jump back, to a label that
// stands before a declaration in its own block, ends what was declared since.
//
// A goto to a label that has not been met leads to an edge block; when the function is done, the
// edge gets its OP_SCOPE_ENDs. A computed goto leads to every label of its function and ends
// nothing: LIMIT, a cleanup variable left by one is not cleaned.
#include "lower.h"

void scope_add(Lower *l, VarId v) {
    Live *n = ARENA_NEW(&l->fn.arena, Live);
    n->outer = (Live *)l->fn.live;
    n->var = v;
    n->depth = n->outer ? n->outer->depth + 1 : 1;
    l->fn.live = n;
}

static void end_until(Lower *l, const Live *from, const Live *to) {
    for (; from && from != to; from = from->outer)
        builder_scope_end(l->b, from->var);
}

void scope_unwind(Lower *l, const Live *to) {
    if (builder_is_open(l->b))
        end_until(l, l->fn.live, to);
}

void scope_leave(Lower *l, const Live *to) {
    scope_unwind(l, to);
    l->fn.live = to;
}

// The longest tail that two lists share.
static const Live *shared(const Live *a, const Live *b) {
    while (a != b) {
        uint32_t da = a ? a->depth : 0, db = b ? b->depth : 0;
        if (da >= db)
            a = a->outer;
        if (db >= da)
            b = b->outer;
    }
    return a;
}

void jump(Lower *l, Target t, CXCursor c) {
    if (!t.to.v) {
        opaque(l, c, (PlaceId){0}, "jump out of nothing");
        return;
    }
    scope_unwind(l, t.live);
    builder_goto(l->b, t.to);
}

static uint32_t label_index(Lower *l, StrId name) {
    Fn *fn = &l->fn;
    if (!fn->label_ids)
        fn->label_ids = pointer_map(sizeof(uint32_t));
    const uint32_t *known = map_find(fn->label_ids, name.v);
    if (known)
        return *known;
    uint32_t i = vec_push(&fn->labels, (Label){.name = name, .block = builder_block(l->b)});
    map_put(fn->label_ids, name.v, &i);
    return i;
}

void stmt_goto(Lower *l, CXCursor c) {
    CXCursor ref = last_kid(l, c);
    if (is_null(ref)) {
        opaque(l, c, (PlaceId){0}, "goto without a label");
        return;
    }
    uint32_t i = label_index(l, intern_cx(l, clang_getCursorSpelling(ref)));
    Label label = l->fn.labels.data[i];
    at(l, c);
    if (label.is_defined) {
        scope_unwind(l, shared(l->fn.live, label.live));
        builder_goto(l->b, label.block);
    } else if (!l->fn.live) {
        builder_goto(l->b, label.block);
    } else if (builder_is_open(l->b)) {
        BlockId edge = builder_block(l->b);
        vec_push(&l->fn.gotos, (PendingGoto){i, edge, l->fn.live, loc_of(l, c)});
        builder_goto(l->b, edge);
    }
}

void stmt_igoto(Lower *l, CXCursor c) {
    Fn *fn = &l->fn;
    CXCursor to = last_kid(l, c);
    at(l, c);
    if (!fn->dispatch.v) {
        fn->dispatch = builder_block(l->b);
        fn->dispatch_to = builder_temp(l->b, l->t_ptr, loc_of(l, c));
    }
    Operand v = is_null(to) ? unknown(l->t_ptr) : expr(l, to);
    builder_assign(l->b, builder_var_place(l->b, fn->dispatch_to), v, INSN_IMPLICIT);
    builder_goto(l->b, fn->dispatch);
}

void label_here(Lower *l, StrId name) {
    uint32_t i = label_index(l, name);
    if (l->fn.labels.data[i].is_defined)
        return; // an error of the source, or a name used by two __label__ blocks
    l->fn.labels.data[i].is_defined = true;
    l->fn.labels.data[i].live = l->fn.live;
    BlockId block = l->fn.labels.data[i].block;
    builder_goto(l->b, block);
    builder_enter(l->b, block);
}

void gotos_finish(Lower *l) {
    Fn *fn = &l->fn;
    for (uint32_t i = 0; i < fn->gotos.len; i++) {
        PendingGoto g = fn->gotos.data[i];
        Label label = fn->labels.data[g.label];
        builder_enter(l->b, g.edge);
        at_here(l, (Here){.loc = g.loc});
        if (label.is_defined) {
            end_until(l, g.live, shared(g.live, label.live));
            builder_goto(l->b, label.block);
        }
    }
    if (!fn->dispatch.v)
        return;
    builder_enter(l->b, fn->dispatch);
    VEC(BlockId) to = {0};
    vec_each (Label, label, &fn->labels) {
        if (label->is_defined)
            vec_push(&to, label->block);
    }
    PlaceId x = builder_var_place(l->b, fn->dispatch_to);
    builder_igoto(l->b, opd_place(x, l->t_ptr), to.data, to.len);
    vec_fini(&to);
}
