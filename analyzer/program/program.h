// SPDX-License-Identifier: Apache-2.0
//
// The program as the rules see it: the inventory of maps that live in a global or a field, every
// operation on each with the context it runs in, and what the flow saw on single paths.
//
// A context says how often code runs. It is computed twice: what must be shown for growth ("surely
// again and again") uses the strict roots, what speaks for a bound ("perhaps again and again") the
// generous ones; where they differ, nothing is reported.
#ifndef PROGRAM_PROGRAM_H
#define PROGRAM_PROGRAM_H

#include "flow/flow.h"

typedef enum {
    CONTEXT_NEVER,    // no way to it is known
    CONTEXT_ONCE,     // from main or a constructor, outside loops
    CONTEXT_FINITE,   // in a loop that some input ends
    CONTEXT_REPEATED, // in a service loop, a callback, a thread, or an exported entry of a library
} Context;

// Why a map cannot grow for ever, in the order in which they are looked for.
typedef enum {
    BOUND_NONE,
    BOUND_NO_INSERTION, // nothing is put in
    BOUND_STARTUP,      // only while starting up
    BOUND_FINITE,       // only as often as a finite input says
    BOUND_KEYS,         // the keys are from a small set
    BOUND_REMOVAL,      // entries are removed
    BOUND_SIZE,         // a size test guards the insertion
    BOUND_ROTATION,     // the map is destroyed and made anew
    BOUND_OWNER,        // its owner is freed with it
    BOUND_UNKNOWN,      // code that is not seen may hold it
    BOUND_COUNT,
} BoundKind;

typedef struct {
    uint32_t op;    // into Flow.ops
    Context growth; // by the strict roots
    Context proven; // by roots that are known to run again and again
    Context bound;  // by the generous roots
    ValueClass key; // PUT: with parameters resolved
    ValueClass value;
    bool fresh_map; // STORE: the handle is of a map just made, here or by a caller
    bool initial;   // done to the map by the function that made it, before it was stored anywhere
} MapUse;

typedef struct {
    Holder holder;    // GLOBAL, FIELD or LOCAL: the representative of its aliases
    const char *name; // for people
    bool long_lived;  // a global, or a field of an object that is
    bool is_map;      // made, or operated on, as a map
    const char *library;
    Loc loc;          // where the holder is declared; file 0 unknown
    VEC(MapUse) uses; // by op
    BoundKind bound;
    uint32_t bound_use; // into uses; UINT32_MAX: nowhere in particular
} MapInfo;

// Call sites grouped by a function: those of f are list[first[f] … first[f + 1] - 1], indexes into
// Flow.calls.
typedef struct {
    uint32_t *first, *list;
} SiteIndex;

typedef struct {
    const IrModule *m;
    const Flow *flow;
    Arena arena;
    VEC(MapInfo) maps;       // by first use
    uint32_t *map_of_global; // by GlobalId: index + 1, 0 none
    uint32_t *map_of_field;  // by FieldId
    uint8_t *growth;         // Context by FuncId
    uint8_t *bound;
    uint8_t *proven;
    uint32_t *growth_from; // by FuncId: call site + 1 that gives it its context, 0: a root
    uint32_t *proven_from;
    uint32_t *global_reads;  // by GlobalId: how often the program reads it
    uint8_t *record_freed;   // by TypeId: Context of the most frequent free of such an object
    bool *record_long_lived; // by TypeId
    bool has_main;
    SiteIndex calls;   // by caller
    SiteIndex callers; // by callee
} Program;

void program_init(Program *p, const IrModule *m, const Flow *flow);
void program_fini(Program *p);

// The map that a holder belongs to, NULL when it is in none.
const MapInfo *program_map(const Program *p, Holder h);
static inline const MapOp *program_op(const Program *p, const MapUse *u) {
    return &p->flow->ops.data[u->op];
}
// The first use of that kind in a context of at least `at_least` (generous roots), NULL when none.
const MapUse *program_find_use(const Program *p, const MapInfo *map, MapOpKind kind,
                               Context at_least);
const char *program_holder_name(const Program *p, Holder h);
const char *program_func_name(const Program *p, FuncId f);
// What bounds a map, as a phrase: "entries are removed".
const char *program_bound_text(BoundKind b);

// How function f comes to run in its context, the proven one if there is one, else the strict one:
// the chain of calls from the root, outermost first; at most `max` steps. Text in the program's
// arena.
uint32_t program_explain_context(Program *p, FuncId f, FlowStep *steps, uint32_t max);

// The same for an insertion, by a call that hands over a key from an unbounded set where there is
// one.
uint32_t program_explain_insertion(Program *p, const MapUse *u, FlowStep *steps, uint32_t max);

// Whether some use in `func`, its direct callers or its direct callees is of that kind.
bool program_near(const Program *p, const MapInfo *map, FuncId func, MapOpKind kind);

#endif
