// SPDX-License-Identifier: Apache-2.0
//
// Cases become one where there would be too many: equal ones first, then the two most alike. What
// they do not share is forgotten, a resource that they disagree on escapes. So do a loop's turns.
#include "entries.h"

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

// What f and g both allow.
static void widen_fact(Fact *f, const Fact *g) {
    f->low = f->low < g->low ? f->low : g->low;
    f->high = f->high > g->high ? f->high : g->high;
    f->nonzero = f->nonzero && g->nonzero;
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
    widen_fact(&f, &g);
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

// The cells of two cases side by side, by address.
typedef struct {
    const Case *a, *b;
    uint32_t i, j;
    ValueId addr, mine, theirs; // the pair at hand; NONE where a case has no such cell
} CellPairs;

static bool next_pair(CellPairs *p) {
    uint32_t i = p->i < p->a->cells.len ? p->a->cells.data[p->i].addr.v : UINT32_MAX;
    uint32_t j = p->j < p->b->cells.len ? p->b->cells.data[p->j].addr.v : UINT32_MAX;
    if (i == UINT32_MAX && j == UINT32_MAX)
        return false;
    p->addr.v = i < j ? i : j;
    p->mine = i <= j ? p->a->cells.data[p->i++].val : VALUE_NONE;
    p->theirs = j <= i ? p->b->cells.data[p->j++].val : VALUE_NONE;
    return true;
}

// What the cells in which a and b differ hold is dropped, in both.
static void drop_differing(Exec *x, Case *a, Case *b) {
    ValueList from_a = {0}, from_b = {0};
    for (CellPairs p = {.a = a, .b = b}; next_pair(&p);) {
        if (p.mine.v == p.theirs.v)
            continue;
        drop_value(x, a, p.addr, p.mine, &from_a);
        drop_value(x, a, p.addr, p.theirs, &from_a);
        drop_value(x, b, p.addr, p.mine, &from_b);
        drop_value(x, b, p.addr, p.theirs, &from_b);
    }
    escape_dropped(x, a, &from_a);
    escape_dropped(x, b, &from_b);
}

static void join_cells(Exec *x, Case *a, Case *b) {
    drop_differing(x, a, b);
    Case joined = {0};
    vec_reserve(&joined.cells, a->cells.len + b->cells.len);
    for (CellPairs p = {.a = a, .b = b}; next_pair(&p);) {
        if (!p.mine.v && has_escaped(x, a, p.addr))
            continue;
        ValueId val = p.mine;
        if (p.mine.v != p.theirs.v)
            val = joined_value(x, p.addr, a, p.mine, b, p.theirs);
        vec_push(&joined.cells, (Cell){p.addr, val});
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
        widen_fact(&f, g);
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

static Case *join_cases(Exec *x, Case *a, Case *b) {
    eval_begin_epoch(x, a, (int64_t)x->insn + 1);
    eval_begin_epoch(x, b, (int64_t)x->insn + 1);
    join_resources(a, b);
    join_cells(x, a, b);
    join_facts(a, b);
    vec_each (const Member, m, &b->members)
        entries_add(x, a, *m);
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

void join_down_to(Exec *x, CaseList *l, uint32_t max) {
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
            r[i - 1].c = join_cases(x, r[i - 1].c, r[i].c);
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
void join_widen(Exec *x, Case *c, const CaseList *entries, BlockId head) {
    const Case *first = entry_of(entries, c);
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
