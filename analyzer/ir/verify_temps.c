// SPDX-License-Identifier: Apache-2.0
//
// Temporaries are assigned before they are read on every path, and nobody takes their address.
//
// Method. Most temporaries are read in the block that assigns them: one scan settles those. A read
// that no assignment precedes in its block makes the temporary *exposed* there; from such a block
// we walk the edges backward, and stop at a block that assigns it. Arriving at the entry means a
// path without an assignment. An unwind edge leaves in the middle of a block: only what was
// assigned before the call counts on it.
//
// Worked example. b1: if %c -> b2 else b3; b2: $1 = 1, goto b4; b3: goto b4; b4: return $1. $1 is
// exposed in b4; backward come b2, which assigns, and b3, which does not, and then b1, the entry.
//
// LIMIT: the walks of a function visit at most WALK_STEPS times its size in blocks; after that the
// rest of its temporaries is taken to be right. Real code stays far below: a temporary lives for a
// few blocks.
#include "verify_internal.h"

enum { WALK_STEPS = 64 };

typedef struct {
    uint32_t from; // block
    uint32_t end;  // instructions of the function before this one have run on the edge
} Pred;

typedef struct {
    VarId temp;
    uint32_t block;
} Exposed;

typedef struct {
    Verifier *v;
    const IrFunc *f;
    uint32_t *first_pred; // [nblocks + 2]
    Pred *preds;
    uint32_t *first_def; // [nvars + 2]: by temporary, into defs
    uint32_t *defs;      // instructions that assign it, ascending
    uint32_t *last_def;  // by temporary: 1 + last assigning instruction so far
    uint32_t *visited;   // by block: mark of the last walk that was there
    uint32_t *stack;
    uint64_t steps_left;
    VEC(Exposed) exposed;
} Temps;

static uint32_t *zeroed(size_t n) {
    uint32_t *p = calloc(n, sizeof *p);
    if (!p)
        BUG("no memory for the IR verifier");
    return p;
}

// The temporary that stands at the root of `p`, 0 if none does.
static VarId temp_of(const IrFunc *f, const Place *p) {
    bool is_temp = p->root == ROOT_VAR && f->vars[p->id].kind == VAR_TEMP;
    return (VarId){is_temp ? p->id : 0};
}

static bool has_deref(const Place *p) {
    for (uint32_t i = 0; i < p->nsteps; i++)
        if (p->steps[i].kind == STEP_DEREF)
            return true;
    return false;
}

// The temporary that `i` assigns, wholly or a part of it.
static VarId assigned(const IrFunc *f, const Insn *i) {
    if (!i->dst.v || has_deref(&f->places[i->dst.v]))
        return (VarId){0};
    return temp_of(f, &f->places[i->dst.v]);
}

typedef void EachEdge(Temps *t, Pred pred, BlockId to);

static void each_edge(Temps *t, EachEdge *visit) {
    const IrFunc *f = t->f;
    for (uint32_t b = 1; b <= f->nblocks; b++) {
        const IrBlock *block = &f->blocks[b];
        uint32_t end = block->first + block->count;
        for (uint32_t i = block->first; i < end; i++)
            if (verify_unwind(&f->insns[i]).v)
                visit(t, (Pred){b, i}, verify_unwind(&f->insns[i]));
        for (uint32_t i = 0; i < block->succ_count; i++)
            visit(t, (Pred){b, end}, f->succs[block->first_succ + i]);
    }
}

static void count_edge(Temps *t, Pred pred, BlockId to) {
    UNUSED(pred);
    t->first_pred[to.v + 1]++;
}

static void store_edge(Temps *t, Pred pred, BlockId to) {
    t->preds[t->first_pred[to.v] + t->visited[to.v]++] = pred;
}

static void collect_preds(Temps *t) {
    each_edge(t, count_edge);
    for (uint32_t b = 1; b <= t->f->nblocks + 1; b++)
        t->first_pred[b] += t->first_pred[b - 1];
    t->preds = base_malloc(t->first_pred[t->f->nblocks + 1] * sizeof *t->preds, "IR verifier");
    each_edge(t, store_edge);
    memset(t->visited, 0, ((size_t)t->f->nblocks + 1) * sizeof *t->visited);
}

static void collect_defs(Temps *t) {
    const IrFunc *f = t->f;
    for (uint32_t i = 0; i < f->ninsns; i++)
        t->first_def[assigned(f, &f->insns[i]).v + 1]++;
    for (uint32_t v = 1; v <= f->nvars + 1; v++)
        t->first_def[v] += t->first_def[v - 1];
    for (uint32_t i = 0; i < f->ninsns; i++) {
        uint32_t v = assigned(f, &f->insns[i]).v;
        t->defs[t->first_def[v] + t->last_def[v]++] = i;
    }
    memset(t->last_def, 0, ((size_t)f->nvars + 1) * sizeof *t->last_def);
}

// Does an instruction of [from, end) assign the temporary?
static bool assigns(const Temps *t, VarId temp, uint32_t from, uint32_t end) {
    uint32_t low = t->first_def[temp.v], high = t->first_def[temp.v + 1];
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (t->defs[mid] < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low < t->first_def[temp.v + 1] && t->defs[low] < end;
}

// One read of a block stands for those that follow it there.
static void note_read(Temps *t, VarId temp, uint32_t block) {
    uint32_t first = t->f->blocks[block].first;
    if (!temp.v || t->last_def[temp.v] > first)
        return;
    vec_push(&t->exposed, (Exposed){temp, block});
    t->last_def[temp.v] = first + 1;
}

static bool scan_operand(Temps *t, const Operand *o, uint32_t block, uint32_t insn) {
    if (o->kind != OPD_PLACE && o->kind != OPD_ADDR)
        return true;
    const Place *p = &t->f->places[o->place.v];
    VarId temp = temp_of(t->f, p);
    if (temp.v && o->kind == OPD_ADDR && !has_deref(p))
        return verify_fail(t->v, "instruction %u takes the address of temporary %u", insn, temp.v);
    note_read(t, temp, block);
    return true;
}

static bool scan_insn(Temps *t, uint32_t block, uint32_t id) {
    const Insn *i = &t->f->insns[id];
    const Operand *args = ir_args(t->f, i);
    for (uint32_t k = 0; k < i->nargs; k++)
        if (!scan_operand(t, &args[k], block, id))
            return false;
    if (!i->dst.v)
        return true;
    const Place *dst = &t->f->places[i->dst.v];
    if (has_deref(dst))
        note_read(t, temp_of(t->f, dst), block);
    else
        t->last_def[temp_of(t->f, dst).v] = id + 1;
    return true;
}

static bool scan(Temps *t) {
    for (uint32_t b = 1; b <= t->f->nblocks; b++) {
        const IrBlock *block = &t->f->blocks[b];
        for (uint32_t i = 0; i < block->count; i++)
            if (!scan_insn(t, b, block->first + i))
                return false;
    }
    return true;
}

// Walks backward from the start of a block; false when the entry is met without an assignment.
static bool is_assigned_before(Temps *t, VarId temp, uint32_t block, uint32_t mark) {
    uint32_t n = 0;
    t->stack[n++] = block;
    t->visited[block] = mark;
    while (n) {
        uint32_t b = t->stack[--n];
        if (b == 1)
            return false;
        for (uint32_t i = t->first_pred[b]; i < t->first_pred[b + 1]; i++) {
            Pred p = t->preds[i];
            if (!t->steps_left)
                return true;
            t->steps_left--;
            if (t->visited[p.from] == mark || assigns(t, temp, t->f->blocks[p.from].first, p.end))
                continue;
            t->visited[p.from] = mark;
            t->stack[n++] = p.from;
        }
    }
    return true;
}

static bool check_exposed(Temps *t) {
    uint32_t mark = 0;
    vec_each (const Exposed, e, &t->exposed) {
        if (!is_assigned_before(t, e->temp, e->block, ++mark))
            return verify_fail(t->v, "temporary %u is read in block %u and not assigned before",
                               e->temp.v, e->block);
    }
    return true;
}

static void init(Temps *t, Verifier *v) {
    const IrFunc *f = v->f;
    *t = (Temps){.v = v, .f = f};
    t->first_pred = zeroed((size_t)f->nblocks + 2);
    t->visited = zeroed((size_t)f->nblocks + 1);
    t->stack = zeroed((size_t)f->nblocks + 1);
    t->first_def = zeroed((size_t)f->nvars + 2);
    t->last_def = zeroed((size_t)f->nvars + 1);
    t->defs = zeroed((size_t)f->ninsns + 1);
    t->steps_left = (uint64_t)WALK_STEPS * (f->nblocks + f->nsuccs);
}

static void fini(Temps *t) {
    free(t->first_pred);
    free(t->preds);
    free(t->visited);
    free(t->stack);
    free(t->first_def);
    free(t->last_def);
    free(t->defs);
    vec_fini(&t->exposed);
}

bool verify_temps(Verifier *v) {
    Temps t;
    init(&t, v);
    bool ok = scan(&t);
    if (ok && t.exposed.len) {
        collect_preds(&t);
        memset(t.last_def, 0, ((size_t)t.f->nvars + 1) * sizeof *t.last_def);
        collect_defs(&t);
        ok = check_exposed(&t);
    }
    fini(&t);
    return ok;
}
