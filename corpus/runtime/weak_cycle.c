// SPDX-License-Identifier: Apache-2.0

// Looks at all objects at once: which are kept alive only by each other, and, at the end of the
// process, which were never released after a map gave them up.
//
// A reference whose holder lies in an object is an edge from that object. An object with more
// references than edges to it is held from outside, and what can be reached from there is alive;
// the rest is a cycle, or hangs from one. This is how CPython finds cycles (trial deletion, after
// Christopher 1984). With a -> b, b -> a, b -> c and one anonymous reference to d:
//
//     object      a  b  c  d
//     references  1  1  1  1
//     edges to    1  1  1  0     outside: d; not reached: a, b, c
#include "weak_core.h"

#include <stdlib.h>

typedef struct Node {
    Weak *w; // one use of the handle is this node's
    uintptr_t start;
    size_t outside; // references that are no edges
    size_t edges;   // index of its first edge
    bool reached;
} Node;

typedef struct Edge {
    uintptr_t from; // holder, later the index of its node
    uintptr_t to;   // object, later the index of its node
    size_t references;
} Edge;

typedef struct Survey {
    Node *nodes; // by address
    size_t node_count;
    Edge *edges; // by `from`
    size_t edge_count;
    size_t *stack; // of nodes to go on from
} Survey;

static void add_object(Weak *w, void *ctx) {
    Survey *s = ctx;
    weak_keep(w);
    s->nodes[s->node_count++] =
        (Node){.w = w, .start = (uintptr_t)w->object, .outside = weak_count_of(w)};
    for (size_t i = 0; i < WEAK_HOLDERS; i++) {
        const WeakHolder *r = &w->records[i];
        if (r->references && r->holder)
            s->edges[s->edge_count++] =
                (Edge){(uintptr_t)r->holder, (uintptr_t)w->object, r->references};
    }
}

static void survey_fini(Survey *s) {
    for (size_t i = 0; i < s->node_count; i++)
        weak_let_go(s->nodes[i].w);
    free(s->nodes);
    free(s->edges);
    free(s->stack);
}

static bool make_room(Survey *s, size_t n) {
    *s = (Survey){.nodes = calloc(n + 1, sizeof *s->nodes),
                  .edges = calloc((n + 1) * WEAK_HOLDERS, sizeof *s->edges),
                  .stack = calloc(n + 1, sizeof *s->stack)};
    if (s->nodes && s->edges && s->stack)
        return true;
    survey_fini(s);
    return false;
}

static bool take_all(Survey *s) {
    for (;;) {
        size_t room = weak_count() + 64;
        if (!make_room(s, room))
            return false;
        weak_track_lock_all();
        bool fits = weak_track_len() <= room;
        if (fits)
            weak_track_each(add_object, s);
        weak_track_unlock_all();
        if (fits)
            return true;
        // Made since it was counted.
        survey_fini(s);
    }
}

static int by_start(const void *a, const void *b) {
    uintptr_t x = ((const Node *)a)->start, y = ((const Node *)b)->start;
    return (x > y) - (x < y);
}

static int by_from(const void *a, const void *b) {
    uintptr_t x = ((const Edge *)a)->from, y = ((const Edge *)b)->from;
    return (x > y) - (x < y);
}

static int by_serial(const void *a, const void *b) {
    uint64_t x = ((const Node *)a)->w->serial, y = ((const Node *)b)->w->serial;
    return (x > y) - (x < y);
}

// The object that an address lies in, or NULL.
static Node *node_around(const Survey *s, uintptr_t address) {
    size_t low = 0, high = s->node_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->nodes[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return NULL;
    Node *node = &s->nodes[low - 1];
    size_t size = node->w->size ? node->w->size : 1;
    return address - node->start < size ? node : NULL;
}

// Keeps the edges that come from an object, as indices.
static void resolve_edges(Survey *s) {
    size_t kept = 0;
    for (size_t i = 0; i < s->edge_count; i++) {
        Edge edge = s->edges[i];
        Node *from = node_around(s, edge.from);
        if (!from)
            continue;
        Node *to = node_around(s, edge.to);
        to->outside -= edge.references;
        edge.from = (uintptr_t)(from - s->nodes);
        edge.to = (uintptr_t)(to - s->nodes);
        s->edges[kept++] = edge;
    }
    s->edge_count = kept;
    qsort(s->edges, kept, sizeof *s->edges, by_from);
    for (size_t i = kept; i-- > 0;)
        s->nodes[s->edges[i].from].edges = i;
}

static size_t push(Survey *s, size_t depth, size_t index) {
    Node *node = &s->nodes[index];
    if (node->reached)
        return depth;
    node->reached = true;
    s->stack[depth] = index;
    return depth + 1;
}

static void reach(Survey *s) {
    size_t depth = 0;
    for (size_t i = 0; i < s->node_count; i++) {
        if (s->nodes[i].outside)
            depth = push(s, depth, i);
    }
    while (depth) {
        size_t from = s->stack[--depth];
        for (size_t i = s->nodes[from].edges; i < s->edge_count && s->edges[i].from == from; i++)
            depth = push(s, depth, s->edges[i].to);
    }
}

// False: out of memory.
static bool survey_init(Survey *s) {
    if (!take_all(s))
        return false;
    qsort(s->nodes, s->node_count, sizeof *s->nodes, by_start);
    resolve_edges(s);
    reach(s);
    qsort(s->nodes, s->node_count, sizeof *s->nodes, by_serial);
    return true;
}

// Tells the event, unless the object has ended meanwhile.
static bool tell(const Node *node, WeakEvent event) {
    static const WeakTrace nowhere;
    bool alive = weak_track_enter(node->w->object) == node->w;
    WeakReport report;
    if (alive)
        report = weak_report_of(event, node->w->object, node->w, &nowhere);
    weak_track_leave(node->w->object);
    if (alive)
        weak_report_tell(&report);
    return alive;
}

static size_t tell_cycles(const Survey *s) {
    size_t told = 0;
    for (size_t i = 0; i < s->node_count; i++)
        told += !s->nodes[i].reached && tell(&s->nodes[i], WEAK_CYCLE);
    return told;
}

size_t weak_find_cycles(void) {
    Survey survey;
    if (!weak_track_on() || weak_count() == 0)
        return 0;
    if (!survey_init(&survey))
        return SIZE_MAX;
    size_t told = tell_cycles(&survey);
    survey_fini(&survey);
    return told;
}

// After the handlers of exit and the other destructors, which may still release.
__attribute__((destructor(102))) static void tell_at_exit(void) {
    Survey survey;
    if (!weak_track_on() || weak_count() == 0 || !survey_init(&survey))
        return;
    for (size_t i = 0; i < survey.node_count; i++) {
        if (atomic_load_explicit(&survey.nodes[i].w->told, memory_order_relaxed))
            tell(&survey.nodes[i], WEAK_NEVER_RELEASED);
    }
    tell_cycles(&survey);
    survey_fini(&survey);
}
