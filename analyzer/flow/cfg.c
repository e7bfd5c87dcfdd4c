// SPDX-License-Identifier: Apache-2.0
//
// Loops are found from back edges of a depth-first order: the body of a loop is what reaches the
// edge's source without passing the head. In an irreducible graph (goto into a loop) a body may be
// too large, which only makes more code count as "in a loop".
//
// A loop is endless when every branch that leaves it tests something that the loop itself does not
// compute: a constant, or a flag in memory (`while (!stop)`, `for (;;)`).
#include "cfg.h"

#include "base/vec.h"

typedef VEC(uint32_t) Stack;

static void depth_first(Cfg *g, const IrFunc *f) {
    bool *seen = calloc(g->nblocks + 1, sizeof *seen);
    uint32_t *next = calloc(g->nblocks + 1, sizeof *next);
    BUG_ON(!seen || !next);
    Stack stack = {0};
    uint32_t left = g->nblocks;
    vec_push(&stack, 1);
    seen[1] = true;
    while (stack.len) {
        uint32_t b = *vec_last(&stack);
        const IrBlock *block = &f->blocks[b];
        if (next[b] < block->succ_count) {
            uint32_t to = f->succs[block->first_succ + next[b]++].v;
            if (to && !seen[to]) {
                seen[to] = true;
                vec_push(&stack, to);
            }
            continue;
        }
        stack.len--;
        g->rank[b] = --left;
        g->order[left] = (BlockId){b};
    }
    // Blocks that cannot be reached come last, in order.
    uint32_t reached = g->nblocks - left;
    memmove(g->order, g->order + left, reached * sizeof *g->order);
    for (uint32_t i = 0; i < reached; i++)
        g->rank[g->order[i].v] = i;
    for (uint32_t b = 1; b <= g->nblocks; b++)
        if (!seen[b]) {
            g->rank[b] = reached;
            g->order[reached++] = (BlockId){b};
        }
    vec_fini(&stack);
    free(seen);
    free(next);
}

typedef struct {
    uint32_t *first, *list; // predecessors in one array
} Preds;

static void preds_init(Preds *p, const IrFunc *f, uint32_t n) {
    p->first = calloc((size_t)n + 2, sizeof *p->first);
    p->list = calloc((size_t)f->nsuccs + 1, sizeof *p->list);
    BUG_ON(!p->first || !p->list);
    for (uint32_t b = 1; b <= n; b++)
        for (uint32_t s = 0; s < f->blocks[b].succ_count; s++)
            p->first[f->succs[f->blocks[b].first_succ + s].v + 1]++;
    for (uint32_t b = 1; b <= n + 1; b++)
        p->first[b] += p->first[b - 1];
    uint32_t *fill = calloc((size_t)n + 2, sizeof *fill);
    BUG_ON(!fill);
    for (uint32_t b = 1; b <= n; b++)
        for (uint32_t s = 0; s < f->blocks[b].succ_count; s++) {
            uint32_t to = f->succs[f->blocks[b].first_succ + s].v;
            p->list[p->first[to] + fill[to]++] = b;
        }
    free(fill);
}

// The flag that ends a service loop lives in memory; what a loop computes lives in temporaries and
// locals.
static bool tests_flag_only(const IrModule *m, const IrFunc *f, const Insn *branch) {
    const Operand *args = ir_args(f, branch);
    for (uint32_t i = 0; i < branch->nargs; i++) {
        if (args[i].kind == OPD_INT || args[i].kind == OPD_NULL)
            continue;
        if (args[i].kind != OPD_PLACE)
            return false;
        const Place *p = &f->places[args[i].place.v];
        bool in_memory = p->root == ROOT_GLOBAL;
        for (uint32_t s = 0; s < p->nsteps; s++)
            in_memory = in_memory || p->steps[s].kind == STEP_DEREF;
        TypeKind kind = ir_type(m, p->type)->kind;
        if (!in_memory || kind == TYPE_POINTER)
            return false;
    }
    return true;
}

static bool in_body(const uint32_t *mark, uint32_t stamp, uint32_t b) {
    return mark[b] == stamp;
}

static void find_loop(Cfg *g, const IrModule *m, const IrFunc *f, const Preds *p, uint32_t head,
                      uint32_t *mark, uint32_t stamp) {
    Stack work = {0};
    mark[head] = stamp;
    for (uint32_t i = p->first[head]; i < p->first[head + 1]; i++)
        if (g->rank[p->list[i]] >= g->rank[head] && !in_body(mark, stamp, p->list[i])) {
            mark[p->list[i]] = stamp;
            vec_push(&work, p->list[i]);
        }
    while (work.len) {
        uint32_t b = work.data[--work.len];
        for (uint32_t i = p->first[b]; i < p->first[b + 1]; i++)
            if (!in_body(mark, stamp, p->list[i])) {
                mark[p->list[i]] = stamp;
                vec_push(&work, p->list[i]);
            }
    }
    vec_fini(&work);
    g->is_head[head] = true;
    g->is_endless[head] = true;
    g->outer[head] = g->loop_head[head];
    for (uint32_t b = 1; b <= g->nblocks; b++) {
        if (!in_body(mark, stamp, b))
            continue;
        g->loop_head[b] = (BlockId){head};
        const IrBlock *block = &f->blocks[b];
        const Insn *last = &f->insns[block->first + block->count - 1];
        for (uint32_t s = 0; s < block->succ_count; s++) {
            uint32_t to = f->succs[block->first_succ + s].v;
            if (!in_body(mark, stamp, to) &&
                !(last->op == OP_BRANCH && tests_flag_only(m, f, last)))
                g->is_endless[head] = false;
        }
    }
}

void cfg_init(Cfg *g, const IrModule *m, const IrFunc *f) {
    uint32_t n = f->nblocks;
    g->nblocks = n;
    g->rank = calloc(n + 1, sizeof *g->rank);
    g->order = calloc(n + 1, sizeof *g->order);
    g->loop_head = calloc(n + 1, sizeof *g->loop_head);
    g->outer = calloc(n + 1, sizeof *g->outer);
    g->is_head = calloc(n + 1, sizeof *g->is_head);
    g->is_endless = calloc(n + 1, sizeof *g->is_endless);
    g->block_of = calloc(f->ninsns + 1, sizeof *g->block_of);
    uint32_t *mark = calloc(n + 1, sizeof *mark);
    BUG_ON(!g->rank || !g->order || !g->loop_head || !g->outer || !g->is_head || !g->is_endless ||
           !g->block_of || !mark);
    for (uint32_t b = 1; b <= n; b++)
        for (uint32_t i = 0; i < f->blocks[b].count; i++)
            g->block_of[f->blocks[b].first + i] = (BlockId){b};
    depth_first(g, f);
    Preds preds;
    preds_init(&preds, f, n);
    // Outer loops first, so that an inner head overwrites with itself.
    uint32_t stamp = 0;
    for (uint32_t r = 0; r < n; r++) {
        uint32_t head = g->order[r].v;
        bool has_back_edge = false;
        for (uint32_t i = preds.first[head]; i < preds.first[head + 1]; i++)
            has_back_edge = has_back_edge || g->rank[preds.list[i]] >= r;
        if (has_back_edge)
            find_loop(g, m, f, &preds, head, mark, ++stamp);
    }
    free(preds.first);
    free(preds.list);
    free(mark);
}

void cfg_fini(Cfg *g) {
    free(g->rank);
    free(g->order);
    free(g->loop_head);
    free(g->outer);
    free(g->is_head);
    free(g->is_endless);
    free(g->block_of);
}

void cfg_mark_serving(Cfg *g, BlockId b) {
    for (BlockId h = g->loop_head[b.v]; h.v; h = g->outer[h.v])
        g->is_endless[h.v] = true;
}

void cfg_reach(const Cfg *g, const IrFunc *f, BlockId b, bool *reached) {
    reached[b.v] = true;
    for (uint32_t r = g->rank[b.v]; r < g->nblocks; r++) {
        BlockId at = g->order[r];
        if (!reached[at.v])
            continue;
        const IrBlock *block = &f->blocks[at.v];
        for (uint32_t s = 0; s < block->succ_count; s++) {
            BlockId to = f->succs[block->first_succ + s];
            if (!cfg_is_back_edge(g, at, to))
                reached[to.v] = true;
        }
    }
}

bool cfg_in_loop(const Cfg *g, BlockId b) {
    return g->loop_head[b.v].v != 0;
}

bool cfg_in_endless(const Cfg *g, BlockId b) {
    for (BlockId h = g->loop_head[b.v]; h.v; h = g->outer[h.v])
        if (g->is_endless[h.v])
            return true;
    return false;
}
