// SPDX-License-Identifier: Apache-2.0
//
// Drives the cases of one function through its blocks, lowest rank first. At most CASES_MAX cases
// stand at one point. A loop is gone through LOOP_TURNS times, then widened: what a turn changed
// becomes unknown, so that the way out is found whatever the number of turns.
//
// Blocks that no case reached are run once on an empty case, only to see their operations:
// reasoning that was wrong about a path must not hide a removal.
#include "exec.h"

#include "serve.h"

enum { CASES_WHEN_CAPPED = 1, BUDGET_END = 3, COST_UNIT = 64, TIDY_SIZE = 96 };

// ---- loops

// Whether a case that comes back to a loop's head goes round again.
static bool take_back_edge(Exec *x, BlockState *head, BlockId id, Case *c) {
    uint32_t turns = x->capped || x->plain ? 1 : LOOP_TURNS;
    if (head->turns > turns)
        return false;
    if (head->turns == turns && head->entries.len)
        join_widen(x, c, &head->entries, id);
    uint64_t hash = case_hash(c);
    vec_each (const uint64_t, seen, &head->seen) {
        if (*seen == hash)
            return false;
    }
    vec_push(&head->seen, hash);
    return true;
}

// Drops the temporaries whose last use was the instruction at hand. One that was never read held
// what nobody wanted.
static void end_temps(Exec *x, Case *c) {
    for (uint32_t v = x->temps.dying[x->insn]; v; v = x->temps.next[v]) {
        ValueId address = value_simple(&x->values, V_VAR, v);
        ValueId held = case_cell(c, address);
        const Resource *r = held.v ? case_resource(c, held) : NULL;
        bool owned = r && r->state == RES_LIVE;
        eval_forget(x, c, address);
        if (owned)
            lost_check(x, c, LOST_SCOPE, case_cell(c, value_simple(&x->values, V_VAR, 0)));
    }
}

static void clear_cases(CaseList *l) {
    for (uint32_t i = 0; i < l->len; i++)
        case_free(l->data[i]);
    vec_clear(l);
}

static void deliver(Exec *x, BlockId from, BlockId to, Case *c) {
    BlockState *s = &x->blocks[to.v];
    end_temps(x, c);
    if (x->cfg.is_head[to.v]) {
        if (cfg_is_back_edge(&x->cfg, from, to)) {
            if (!take_back_edge(x, s, to, c)) {
                case_free(c);
                return;
            }
        } else {
            if (s->turns || s->entries.len >= CASES_MAX)
                clear_cases(&s->entries);
            s->turns = 0;
            case_list_add(&s->entries, case_clone(c));
            vec_clear(&s->seen);
        }
    }
    case_list_add(&s->pending, c);
}

// ---- terminators

static void trace_branch(Exec *x, Case *c, bool yes) {
    Trace *t = ARENA_NEW(&x->scratch, Trace);
    *t = (Trace){.prev = c->trace, .insn = x->insn, .yes = yes};
    c->trace = t;
}

static void run_branch(Exec *x, Case *c, const Insn *insn, const BlockId *succs) {
    const Operand *args = ir_args(x->f, insn);
    ValueId a = eval_operand(x, c, &args[0]), b = eval_operand(x, c, &args[1]);
    static const IrBinary opposite[] = {[BIN_EQ] = BIN_NE, [BIN_NE] = BIN_EQ, [BIN_LT] = BIN_GE,
                                        [BIN_GE] = BIN_LT, [BIN_GT] = BIN_LE, [BIN_LE] = BIN_GT};
    record_size_test(x, c, a);
    record_size_test(x, c, b);
    Case *no = case_clone(c);
    bool may = assume(x, c, (IrBinary)insn->sub, a, b);
    bool may_not = assume(x, no, opposite[insn->sub], a, b);
    if (may && may_not) {
        trace_branch(x, c, true);
        trace_branch(x, no, false);
    }
    if (may)
        deliver(x, x->block, succs[0], c);
    else
        case_free(c);
    if (may_not)
        deliver(x, x->block, succs[1], no);
    else
        case_free(no);
}

static void run_switch(Exec *x, Case *c, const Insn *insn, const BlockId *succs, uint32_t n) {
    const Operand *args = ir_args(x->f, insn);
    ValueId v = eval_operand(x, c, &args[0]);
    Case *otherwise = case_clone(c);
    bool may_otherwise = true;
    for (uint32_t i = 1; i < n; i++) {
        ValueId low = value_int(&x->values, args[2 * i - 1].num);
        ValueId high = value_int(&x->values, args[2 * i].num);
        Case *one = case_clone(c);
        if (assume(x, one, BIN_GE, v, low) && assume(x, one, BIN_LE, v, high))
            deliver(x, x->block, succs[i], one);
        else
            case_free(one);
        may_otherwise =
            may_otherwise && assume_outside(x, otherwise, v, args[2 * i - 1].num, args[2 * i].num);
    }
    case_free(c);
    if (may_otherwise)
        deliver(x, x->block, succs[0], otherwise);
    else
        case_free(otherwise);
}

static void run_return(Exec *x, Case *c, const Insn *insn) {
    ValueId slot = value_simple(&x->values, V_VAR, 0);
    if (insn->nargs) {
        const Operand *o = ir_args(x->f, insn);
        TypeKind kind = ir_type(x->m, o->type)->kind;
        if (kind == TYPE_RECORD && o->kind == OPD_PLACE)
            eval_copy(x, c, slot, eval_address(x, c, o->place));
        else {
            ValueId v = eval_operand(x, c, o);
            case_set_cell(c, slot, v);
            record_size_test(x, c, v);
            Holder h = record_holder_of_value(x, c, v);
            if (record_is_handle(x, eval_type(x, o)) && h.kind != HOLDER_UNKNOWN)
                record_op(x, c, MAPOP_RETURN, h, 0);
        }
    }
    // Variables that have no SCOPE_END (parameters, temporaries) die here.
    uint32_t keep = 0;
    for (uint32_t i = 0; i < c->cells.len; i++) {
        ValueId base = value_base(&x->values, c->cells.data[i].addr);
        if (base.v == slot.v || value_at(&x->values, base)->kind != V_VAR)
            c->cells.data[keep++] = c->cells.data[i];
    }
    c->cells.len = keep;
    lost_check(x, c, LOST_RETURN, VALUE_NONE);
    case_list_add(&x->exits, c);
}

static void run_terminator(Exec *x, Case *c) {
    const Insn *insn = &x->f->insns[x->insn];
    const IrBlock *b = &x->f->blocks[x->block.v];
    const BlockId *succs = &x->f->succs[b->first_succ];
    switch ((InsnOp)insn->op) {
    case OP_GOTO:
        deliver(x, x->block, succs[0], c);
        break;
    case OP_BRANCH:
        run_branch(x, c, insn, succs);
        break;
    case OP_SWITCH:
        run_switch(x, c, insn, succs, b->succ_count);
        break;
    case OP_IGOTO:
        for (uint32_t i = 0; i < b->succ_count; i++)
            deliver(x, x->block, succs[i], case_clone(c));
        case_free(c);
        break;
    case OP_RETURN:
        run_return(x, c, insn);
        break;
    default:
        case_free(c);
        break;
    }
}

// ---- blocks

static uint32_t cases_max(const Exec *x) {
    return x->capped ? CASES_WHEN_CAPPED : x->plain ? CASES_PLAIN : CASES_MAX;
}

// The function has cost so much that what is left of it is only looked at.
static bool is_spent(const Exec *x) {
    return x->steps > BUDGET_END * (uint32_t)STEP_BUDGET;
}

// An instruction on a case costs more the more the case knows.
static uint32_t cost(const CaseList *cases) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < cases->len; i++) {
        const Case *c = cases->data[i];
        sum += 1 + case_size(c) / COST_UNIT;
    }
    return sum;
}

// Long blocks of calls pile things up between two block entries.
static void tidy_large(Exec *x, CaseList *cases) {
    for (uint32_t i = 0; i < cases->len; i++)
        if (case_size(cases->data[i]) > TIDY_SIZE + 2 * cases->data[i]->tidied)
            tidy_case(x, cases->data[i]);
}

// Where no case goes on, because the budget is spent or a call returns in none, the rest of the
// block is still looked at for its operations, knowing nothing.
static void go_on_in_shadow(Exec *x, CaseList *cases) {
    clear_cases(cases);
    case_list_add(cases, case_new());
    x->shadow = true;
}

static uint32_t call_fanout(const Exec *x) {
    const Insn *insn = &x->f->insns[x->insn];
    const Operand *callee = insn->op == OP_CALL ? ir_args(x->f, insn) : NULL;
    if (!callee || callee->kind != OPD_FUNC || x->known->model_of[callee->func.v])
        return 1;
    return summary_fanout(x->summaries[callee->func.v]);
}

static void run_block(Exec *x, BlockId id, CaseList *cases) {
    const IrBlock *b = &x->f->blocks[id.v];
    x->block = id;
    bool shadow = x->shadow; // all of the block
    CaseList next = {0};
    for (uint32_t i = 0; i + 1 < b->count && cases->len; i++) {
        x->insn = b->first + i;
        uint32_t fanout = call_fanout(x);
        if (cases->len * fanout > FANOUT_MAX)
            join_down_to(x, cases, FANOUT_MAX / fanout);
        for (uint32_t j = 0; j < cases->len; j++)
            transfer(x, cases->data[j], &next);
        for (uint32_t j = 0; x->temps.dying[x->insn] && j < next.len; j++)
            end_temps(x, next.data[j]);
        tidy_large(x, &next);
        x->steps += cost(&next);
        CaseList done = *cases;
        *cases = next;
        next = done;
        vec_clear(&next);
        if (cases->len > cases_max(x))
            join_down_to(x, cases, cases_max(x));
        x->gave_up |= is_spent(x);
        bool lost = is_spent(x) || !cases->len;
        if (x->shadow ? !cases->len || case_size(cases->data[0]) > TIDY_SIZE : lost)
            go_on_in_shadow(x, cases);
    }
    vec_fini(&next);
    if (x->shadow && !shadow) {
        clear_cases(cases);
        x->shadow = false;
        return;
    }
    x->insn = b->first + b->count - 1;
    x->steps += cases->len;
    for (uint32_t j = 0; j < cases->len; j++)
        run_terminator(x, cases->data[j]);
    vec_clear(cases);
}

static void run_pending(Exec *x) {
    bool *visited = calloc(x->f->nblocks + 1, sizeof *visited);
    BUG_ON(!visited);
    for (uint32_t r = 0; r < x->f->nblocks;) {
        BlockId id = x->cfg.order[r];
        BlockState *s = &x->blocks[id.v];
        if (!s->pending.len || is_spent(x)) {
            x->gave_up |= s->pending.len != 0;
            r++;
            continue;
        }
        if (x->steps > STEP_BUDGET)
            x->capped = true;
        CaseList cases = s->pending;
        s->pending = (CaseList){0};
        x->insn = x->f->blocks[id.v].first;
        for (uint32_t i = 0; i < cases.len; i++)
            tidy_case(x, cases.data[i]);
        join_down_to(x, &cases, cases_max(x));
        if (x->cfg.is_head[id.v])
            s->turns++;
        visited[id.v] = true;
        run_block(x, id, &cases);
        vec_fini(&cases);
        // Only a back edge leads to a lower rank.
        const IrBlock *b = &x->f->blocks[id.v];
        uint32_t lowest = r + 1;
        for (uint32_t i = 0; i < b->succ_count; i++) {
            BlockId to = x->f->succs[b->first_succ + i];
            if (x->blocks[to.v].pending.len && x->cfg.rank[to.v] < lowest)
                lowest = x->cfg.rank[to.v];
        }
        r = lowest;
    }
    x->shadow = true;
    for (uint32_t b = 1; b <= x->f->nblocks; b++) {
        if (visited[b])
            continue;
        CaseList cases = {0};
        case_list_add(&cases, case_new());
        uint32_t exits = x->exits.len;
        run_block(x, (BlockId){b}, &cases);
        vec_fini(&cases);
        while (x->exits.len > exits)
            case_free(x->exits.data[--x->exits.len]);
    }
    x->shadow = false;
    free(visited);
}

void exec_function(Exec *x) {
    cfg_init(&x->cfg, x->m, x->f);
    serve_mark_loops(&x->cfg, x->m, x->f, x->known->model_of, x->known->waiting);
    temps_init(&x->temps, x->f, x->cfg.block_of);
    x->blocks = calloc(x->f->nblocks + 1, sizeof *x->blocks);
    x->call_at = calloc(x->f->ninsns + 1, sizeof *x->call_at);
    x->op_at = calloc(x->f->ninsns + 1, sizeof *x->op_at);
    BUG_ON(!x->blocks || !x->call_at || !x->op_at);
    case_list_add(&x->blocks[1].pending, case_new());
    run_pending(x);
    x->insn = 0;
    for (uint32_t i = 0; i < x->exits.len; i++)
        tidy_case(x, x->exits.data[i]);
    join_down_to(x, &x->exits, EXITS_MAX);
    shared_releases(x);
    uint32_t told_apart = x->exits.len;
    join_down_to(x, &x->exits, x->plain ? SUMMARY_CASES_PLAIN : SUMMARY_CASES_MAX);
    // A joined exit has lost what set it apart.
    if (x->exits.len < told_apart)
        shared_releases(x);
    for (uint32_t b = 0; b <= x->f->nblocks; b++) {
        for (uint32_t i = 0; i < x->blocks[b].pending.len; i++)
            case_free(x->blocks[b].pending.data[i]);
        vec_fini(&x->blocks[b].pending);
        vec_fini(&x->blocks[b].seen);
        clear_cases(&x->blocks[b].entries);
        vec_fini(&x->blocks[b].entries);
    }
    free(x->blocks);
    temps_fini(&x->temps);
    free(x->call_at);
    free(x->op_at);
}
