// SPDX-License-Identifier: Apache-2.0
//
// Drives the cases of one function through its blocks, lowest rank first. At most CASES_MAX cases
// stand at one point: equal ones become one, then the two most alike are joined (what they do not
// share is forgotten, a resource they disagree on escapes). A loop is gone through LOOP_TURNS
// times, then widened: what a turn changed becomes unknown, so that the way out is found whatever
// the number of turns.
//
// Blocks that no case reached are run once on an empty case, only to see their operations:
// reasoning that was wrong about a path must not hide a removal.
#include "exec.h"

#include "serve.h"

enum { CASES_WHEN_CAPPED = 1, BUDGET_END = 3, COST_UNIT = 64, TIDY_SIZE = 96 };

// ---- joining

VEC_TYPEDEF(ValueList, ValueId);

// A place where callers find it.
static bool is_seen_outside(Exec *x, const Case *c, ValueId addr) {
    return addr.v == value_simple(&x->values, V_VAR, 0).v || !eval_is_local_memory(x, c, addr);
}

// The place that held v no longer does: what v points into matters when it is a resource, or when
// callers were to find their own object there.
static void drop_value(Exec *x, const Case *c, ValueId addr, ValueId v, ValueList *dropped) {
    if (v.v && (case_resource(c, value_base(&x->values, v)) ||
                (eval_is_parameter(x, v) && is_seen_outside(x, c, addr))))
        vec_push(dropped, v);
}

static void escape_dropped(Exec *x, Case *c, ValueList *dropped) {
    if (dropped->len)
        eval_escape_all(x, c, dropped->data, dropped->len);
    vec_fini(dropped);
}

static bool is_literal(const Exec *x, ValueId v) {
    ValueKind kind = (ValueKind)value_at(&x->values, v)->kind;
    return kind == V_STRING || kind == V_FUNC || kind == V_CHOICE;
}

// Whether v is one of few integers in this case.
static bool has_range(Exec *x, const Case *c, ValueId v, Fact *f) {
    bool nonzero;
    assume_range(x, c, v, &f->low, &f->high, &nonzero);
    f->nonzero = nonzero;
    return f->low != INT64_MIN && f->high != INT64_MAX;
}

// The joined value is in the range of both. It may have had another one, from a join here before.
static void join_ranges(Exec *x, Case *a, ValueId mine, Case *b, ValueId theirs, ValueId joined) {
    Fact f = {.val = joined}, g;
    bool new_or_same = mine.v == joined.v || theirs.v == joined.v ||
                       (!case_mentions(a, joined) && !case_mentions(b, joined));
    bool known = new_or_same && mine.v && theirs.v && has_range(x, a, mine, &f) &&
                 has_range(x, b, theirs, &g);
    case_drop_fact(a, joined);
    case_drop_fact(b, joined);
    if (!known)
        return;
    f.low = f.low < g.low ? f.low : g.low;
    f.high = f.high > g.high ? f.high : g.high;
    f.nonzero = f.nonzero && g.nonzero;
    case_set_fact(a, f);
    case_set_fact(b, f);
}

// What is known of a cell in which two cases differ. A choice of literals stays one, and integers
// keep their range: keys from it are from a small set.
static ValueId joined_value(Exec *x, ValueId addr, Case *a, ValueId mine, Case *b, ValueId theirs) {
    if (is_literal(x, mine) && is_literal(x, theirs))
        return value_made(&x->values, V_CHOICE, addr, x->insn, 0);
    ValueId joined = value_content(&x->values, addr, (int64_t)x->insn + 1);
    join_ranges(x, a, mine, b, theirs, joined);
    return joined;
}

// What is inside an object that something unknown holds is not known anyway.
static bool has_escaped(const Exec *x, const Case *c, ValueId addr) {
    ValueId base = value_base(&x->values, addr);
    const Resource *r = case_resource(c, base);
    return r && r->state == RES_ESCAPED && value_at(&x->values, base)->kind == V_FRESH;
}

// What the cells in which a and b differ hold is dropped, in both.
static void drop_differing(Exec *x, Case *a, Case *b) {
    ValueList from_a = {0}, from_b = {0};
    for (uint32_t i = 0, j = 0; i < a->cells.len || j < b->cells.len;) {
        uint32_t p = i < a->cells.len ? a->cells.data[i].addr.v : UINT32_MAX;
        uint32_t q = j < b->cells.len ? b->cells.data[j].addr.v : UINT32_MAX;
        ValueId addr = {p < q ? p : q};
        ValueId mine = p <= q ? a->cells.data[i++].val : VALUE_NONE;
        ValueId theirs = q <= p ? b->cells.data[j++].val : VALUE_NONE;
        if (mine.v == theirs.v)
            continue;
        drop_value(x, a, addr, mine, &from_a);
        drop_value(x, a, addr, theirs, &from_a);
        drop_value(x, b, addr, mine, &from_b);
        drop_value(x, b, addr, theirs, &from_b);
    }
    escape_dropped(x, a, &from_a);
    escape_dropped(x, b, &from_b);
}

static void join_cells(Exec *x, Case *a, Case *b) {
    drop_differing(x, a, b);
    Case joined = {0};
    vec_reserve(&joined.cells, a->cells.len + b->cells.len);
    for (uint32_t i = 0, j = 0; i < a->cells.len || j < b->cells.len;) {
        uint32_t p = i < a->cells.len ? a->cells.data[i].addr.v : UINT32_MAX;
        uint32_t q = j < b->cells.len ? b->cells.data[j].addr.v : UINT32_MAX;
        ValueId addr = {p < q ? p : q};
        ValueId mine = p <= q ? a->cells.data[i++].val : VALUE_NONE;
        ValueId theirs = q <= p ? b->cells.data[j++].val : VALUE_NONE;
        if (!mine.v && has_escaped(x, a, addr))
            continue;
        ValueId val = mine.v == theirs.v ? mine : joined_value(x, addr, a, mine, b, theirs);
        vec_push(&joined.cells, (Cell){addr, val});
    }
    vec_fini(&a->cells);
    a->cells.data = joined.cells.data;
    a->cells.len = joined.cells.len;
    a->cells.cap = joined.cells.cap;
}

static void join_facts(Case *a, const Case *b) {
    uint32_t keep = 0, j = 0;
    for (uint32_t i = 0; i < a->facts.len; i++) {
        Fact f = a->facts.data[i];
        while (j < b->facts.len && b->facts.data[j].val.v < f.val.v)
            j++;
        const Fact *g = j < b->facts.len ? &b->facts.data[j] : NULL;
        if (!g || g->val.v != f.val.v)
            continue;
        f.low = f.low < g->low ? f.low : g->low;
        f.high = f.high > g->high ? f.high : g->high;
        f.nonzero = f.nonzero && g->nonzero;
        if (f.nonzero || f.low != INT64_MIN || f.high != INT64_MAX)
            a->facts.data[keep++] = f;
    }
    a->facts.len = keep;
}

static void join_resources(Case *a, const Case *b) {
    vec_each (Resource, r, &a->resources) {
        const Resource *s = case_resource(b, r->val);
        if (!s && r->state == RES_USED)
            continue;
        if (!s || s->state != r->state || s->refs != r->refs)
            r->state = RES_ESCAPED;
        else if (s->key_free.v != r->key_free.v || s->value_free.v != r->value_free.v)
            r->key_free = r->value_free = VALUE_NONE;
        if (s) {
            r->filled |= s->filled;
            r->visited |= s->visited;
        }
    }
    vec_each (const Resource, s, &b->resources) {
        if (case_resource(a, s->val))
            continue;
        Resource r = *s;
        if (r.state != RES_USED)
            r.state = RES_ESCAPED;
        case_add_resource(a, r);
    }
}

Case *exec_join(Exec *x, Case *a, Case *b) {
    eval_begin_epoch(x, a, (int64_t)x->insn + 1);
    eval_begin_epoch(x, b, (int64_t)x->insn + 1);
    join_resources(a, b);
    join_cells(x, a, b);
    join_facts(a, b);
    vec_each (const Member, m, &b->members)
        effect_add_member(x, a, *m);
    a->once = a->once && b->once;
    if (a->epoch != b->epoch)
        a->epoch = (int64_t)x->insn + 1;
    case_free(b);
    return a;
}

static uint64_t resource_signature(const Case *c) {
    uint64_t h = 1469598103934665603u;
    vec_each (const Resource, r, &c->resources) {
        h = (h ^ r->val.v) * 1099511628211u;
        h = (h ^ r->state) * 1099511628211u;
    }
    return h;
}

typedef struct {
    Case *c;
    uint64_t hash, signature;
    uint32_t order;
} Ranked;

static int by_signature(const void *a, const void *b) {
    const Ranked *p = a, *q = b;
    if (p->signature != q->signature)
        return p->signature < q->signature ? -1 : 1;
    return p->order < q->order ? -1 : 1;
}

static uint32_t drop_equal(Ranked *r, uint32_t n) {
    uint32_t keep = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool known = false;
        for (uint32_t j = 0; j < keep && !known; j++)
            known = r[j].hash == r[i].hash && case_equal(r[j].c, r[i].c);
        if (known)
            case_free(r[i].c);
        else
            r[keep++] = r[i];
    }
    return keep;
}

void exec_limit(Exec *x, CaseList *l, uint32_t max) {
    if (l->len < 2)
        return;
    Ranked *r = base_malloc(l->len * sizeof *r, "cases");
    for (uint32_t i = 0; i < l->len; i++)
        r[i] = (Ranked){l->data[i], case_hash(l->data[i]), 0, i};
    uint32_t n = drop_equal(r, l->len);
    if (n > max) {
        for (uint32_t i = 0; i < n; i++)
            r[i].signature = resource_signature(r[i].c);
        qsort(r, n, sizeof *r, by_signature);
    }
    // Join inside a group of equal resources first, from the back; then whatever is adjacent.
    for (int alike = 1; alike >= 0 && n > max; alike--)
        for (uint32_t i = n; i-- > 1 && n > max;) {
            if (alike && r[i].signature != r[i - 1].signature)
                continue;
            r[i - 1].c = exec_join(x, r[i - 1].c, r[i].c);
            memmove(&r[i], &r[i + 1], (n - i - 1) * sizeof *r);
            n--;
        }
    for (uint32_t i = 0; i < n; i++)
        l->data[i] = r[i].c;
    l->len = n;
    free(r);
}

// ---- loops

static bool is_owned(const Exec *x, const Case *c, ValueId v) {
    const Resource *r = case_resource(c, value_base(&x->values, v));
    return r && r->state == RES_LIVE;
}

// The case that c most likely was when it entered: a flag that says on which of two ways the loop
// was reached has not changed in it.
static const Case *entry_of(const CaseList *entries, const Case *c) {
    const Case *best = NULL;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < entries->len; i++) {
        uint32_t differing = 0;
        vec_each (const Cell, cell, &c->cells)
            differing += case_cell(entries->data[i], cell->addr).v != cell->val.v;
        if (differing < least) {
            least = differing;
            best = entries->data[i];
        }
    }
    return best;
}

// What a turn made is told apart from what it did not make by flags and counters that are about to
// be forgotten: from here on somebody else may have released it. The turns before have shown what
// they lose.
static void drop_made_in_loop(const Case *c, const Case *first, ValueList *dropped) {
    vec_each (const Resource, r, &c->resources) {
        const Resource *before = case_resource(first, r->val);
        if (r->state == RES_LIVE && !(before && before->state == RES_LIVE))
            vec_push(dropped, r->val);
    }
}

// What the turns so far changed becomes unknown; what a path owns it still holds where it did.
static void widen(Exec *x, Case *c, const Case *first, BlockId head) {
    int64_t epoch = INT64_MIN + head.v;
    eval_begin_epoch(x, c, epoch);
    ValueList dropped = {0};
    vec_each (const Cell, cell, &c->cells) {
        if (case_cell(first, cell->addr).v != cell->val.v && !is_owned(x, c, cell->val))
            drop_value(x, c, cell->addr, cell->val, &dropped);
    }
    drop_made_in_loop(c, first, &dropped);
    escape_dropped(x, c, &dropped);
    for (uint32_t i = 0; i < c->cells.len; i++) {
        Cell cell = c->cells.data[i];
        if (case_cell(first, cell.addr).v == cell.val.v || is_owned(x, c, cell.val))
            continue;
        ValueId wide = value_content(&x->values, cell.addr, epoch);
        case_drop_fact(c, wide);
        c->cells.data[i].val = wide;
    }
    if (c->epoch != first->epoch)
        c->epoch = epoch;
}

// Whether a case that comes back to a loop's head goes round again.
static bool take_back_edge(Exec *x, BlockState *head, BlockId id, Case *c) {
    uint32_t turns = x->capped || x->plain ? 1 : LOOP_TURNS;
    if (head->turns > turns)
        return false;
    if (head->turns == turns && head->entries.len)
        widen(x, c, entry_of(&head->entries, c), id);
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
            exec_limit(x, cases, FANOUT_MAX / fanout);
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
            exec_limit(x, cases, cases_max(x));
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
        exec_limit(x, &cases, cases_max(x));
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
    BUG_ON(!x->blocks || !x->call_at);
    case_list_add(&x->blocks[1].pending, case_new());
    run_pending(x);
    x->insn = 0;
    for (uint32_t i = 0; i < x->exits.len; i++)
        tidy_case(x, x->exits.data[i]);
    exec_limit(x, &x->exits, EXITS_MAX);
    shared_releases(x);
    exec_limit(x, &x->exits, x->plain ? SUMMARY_CASES_PLAIN : SUMMARY_CASES_MAX);
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
}
