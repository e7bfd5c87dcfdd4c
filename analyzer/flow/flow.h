// SPDX-License-Identifier: Apache-2.0
//
// What the flow finds out about a linked program: the operations on maps with what is known of map,
// key and value at each (joined over all paths), the call sites with their arguments, and the
// lifetime events that a single path proves. program/ and rules/ read this; how it is found is
// private to this folder.
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/strbuf.h"
#include "ir/ir.h"
#include "model/model.h"

// Where a handle lives, or came from. Fields stand for all objects of their record: a holder is a
// field or a global, never a path.
typedef enum {
    HOLDER_NONE,    // nothing was seen yet
    HOLDER_UNKNOWN, // several, or not to be named
    HOLDER_GLOBAL,  // id: GlobalId; statics too
    HOLDER_FIELD,   // id: FieldId
    HOLDER_PARAM,   // id: parameter from 0, level 0: its value is the handle, 1: it points to it
    HOLDER_LOCAL,   // id: index of the instruction that made the map; insn of the same function
    HOLDER_ELEMENT, // a value inside another map
} HolderKind;

typedef struct {
    HolderKind kind;
    uint8_t level;
    uint32_t id;
    FuncId func; // LOCAL: the function
} Holder;

static inline bool holder_equal(Holder a, Holder b) {
    return a.kind == b.kind && a.level == b.level && a.id == b.id && a.func.v == b.func.v;
}

// What is known of the set that a key or value comes from, over all paths. From low to high; the
// join of two is the higher one.
typedef enum {
    CLASS_NONE,     // never seen
    CLASS_CONSTANT, // integer or string literal, enumerator, function, null
    CLASS_SMALL,    // bool, 8-bit, reduced modulo or masked to at most 2^16 values
    CLASS_STATIC,   // read from a global that the program initialises and does not write, or from
                    // what main gets
    CLASS_PARAM,    // parameter `id` of the function
    CLASS_BORROWED, // points into something that lives elsewhere
    CLASS_FRESH,    // memory that this path allocated and owns
    CLASS_ANY,
} ValueClassKind;

typedef struct {
    ValueClassKind kind;
    uint32_t id;           // PARAM: from 0
    ValueClassKind origin; // FRESH: what it is a copy of; otherwise the same as kind
    uint32_t origin_id;
    bool may_fresh; // on some path it was memory that the path owned
    bool may_other; // on some path it was not
    bool is_text;   // a string literal was seen
} ValueClass;

typedef enum {
    MAPOP_CREATE, // the map that `map` (LOCAL) names is made
    MAPOP_STORE,  // a handle is stored: into `map`, from `from`
    MAPOP_RESET,  // null, or something that is no map, is stored into `map`
    MAPOP_PUT,
    MAPOP_GET,
    MAPOP_REMOVE,
    MAPOP_TAKE,
    MAPOP_CLEAR,
    MAPOP_DESTROY,
    MAPOP_SIZE,
    MAPOP_SIZE_TEST, // the number of entries is compared with something, or returned
    MAPOP_ITERATE,
    MAPOP_ESCAPE,     // the handle goes to a function that nothing is known of
    MAPOP_FREE_VALUE, // a value got from the map is freed, or handed on
    MAPOP_FREE_OWNER, // an object of record `record` is freed
    MAPOP_RETURN,     // the handle is returned
    MAPOP_LINK,       // an object made here that holds a map (`map`) is stored in `from`
} MapOpKind;

enum {
    MAPOP_IN_LOOP = 1,    // inside a loop of its function
    MAPOP_IN_ENDLESS = 2, // inside a loop that only a flag, or nothing, ends
    MAPOP_IF_NULL = 4,    // STORE: only where the holder was null before (a singleton)
    MAPOP_OVER_LIVE = 8,  // STORE: on some path over a handle not known to be null or destroyed
    MAPOP_EACH = 16,      // acts on the element of an iteration of the same map
    MAPOP_GUARDED = 32,   // PUT, call: a comparison with the map's size decides whether it happens
    MAPOP_RELEASED = 64,  // REMOVE: the value was got from the map before, and freed or kept
    MAPOP_KEY_NOTIFY = 128,    // CREATE: a key destroy-notify is given
    MAPOP_VALUE_NOTIFY = 256,  // CREATE: a value destroy-notify is given, or may be
    MAPOP_AFTER_DESTROY = 512, // STORE: the old map was destroyed first
    MAPOP_COPIES_VALUE = 1024, // PUT: the map keeps a copy, or takes the value over
    MAPOP_RUNS_NOTIFY = 2048,  // REMOVE, CLEAR, DESTROY: destroy-notifies run, if there are any
    MAPOP_FRESH_MAP = 4096,    // STORE: of a map made here; PUT: makes the map when there is none
    MAPOP_BY_VALUE = 32768,    // REMOVE, TAKE: the entry itself is named, not its key
    MAPOP_OF_PARAM = 131072,   // REMOVE: the key lies in the object of a parameter
    MAPOP_SHARED = 65536,      // PUT: the value is also kept elsewhere
    MAPOP_ONCE = 16384,        // only where a flag or a once-guard says: for the first time
    MAPOP_REPLACES = 262144,   // PUT: only where the key was found to be there
    MAPOP_UNREACHED = 8192,    // PUT, STORE: no path was found that runs it
};

typedef struct {
    MapOpKind kind;
    uint32_t flags;
    FuncId func;
    uint32_t insn; // in func
    Loc loc;
    Holder map, from;
    ValueClass key, value;
    Holder value_holder; // PUT: where else the value is known to be kept; NONE: nowhere
    TypeId record;       // FREE_OWNER
    const Model *model;  // that described the call; NULL for a plain assignment
} MapOp;

// One call of a function with a body.
typedef struct {
    FuncId caller, callee;
    uint32_t insn;
    Loc loc;
    uint32_t flags;            // MAPOP_IN_LOOP, MAPOP_IN_ENDLESS, MAPOP_ONCE
    uint32_t first_arg, nargs; // into Flow.args
    bool decides;              // a branch looks at the result, or somebody may who is not followed
    bool returned;             // the result, or what is computed from it, is returned
} CallSite;

typedef struct {
    Holder holder;    // the argument as a handle, or (level 1 of the parameter) as its address
    ValueClass value; // the argument as a key or value
} CallArg;

// How a function comes to run without being called by name.
typedef enum {
    ENTRY_CALLBACK, // registered with somebody who is known to call it again and again
    ENTRY_THREAD,
    ENTRY_AT_EXIT,
    ENTRY_ONCE,
    ENTRY_POINTER, // its address is stored or handed over: who knows how often it is called
} EntryKind;

typedef struct {
    EntryKind kind;
    FuncId func;
    Loc loc; // where it is registered
} Entry;

typedef enum {
    EVENT_LOST, // the last reference to something that was never released is gone
} EventKind;

typedef enum {
    LOST_RETURN,
    LOST_SCOPE,
    LOST_OVERWRITE,
    LOST_OWNER,
    LOST_DESTROY,
    LOST_REMOVE,
    LOST_CLEAR,
    LOST_REPLACE
} LostWhy;

typedef struct {
    Loc loc;
    const char *text;
} FlowStep;

typedef struct {
    EventKind kind;
    bool is_map;   // what is lost is a map; otherwise memory
    bool in_map;   // it was inside a map when it was lost
    bool is_entry; // it was taken out of a map (holder) that was filled elsewhere
    LostWhy why;
    FuncId func;
    Loc made; // where it was made, as this function sees it
    Loc lost;
    Loc container; // in_map: where the map was made
    uint32_t lost_insn;
    const char *made_by;  // the function or macro that made it
    const char *variable; // that held it last, "" none
    const FlowStep *steps;
    uint32_t nsteps;
} Event;

typedef struct {
    const IrModule *module;
    Arena arena;
    VEC(MapOp) ops;      // by function, then instruction
    VEC(CallSite) calls; // by caller, then instruction
    VEC(CallArg) args;
    VEC(Entry) entries;
    VEC(Event) events; // by function
    uint32_t capped;   // functions in which a limit was hit
    uint64_t steps;    // instructions executed, over all cases
} Flow;

// Runs over every function of the linked module, callees first, in so many threads (0 counts as 1):
// their number does not change what is found. `module` and `models` outlive *f.
void flow_run(Flow *f, const IrModule *module, const ModelSet *models, unsigned threads);
void flow_fini(Flow *f);

// The text form of a function's summary, for `mapleak dump summary`; func 0: of all that have a
// body.
void flow_print_summary(StrBuf *out, const IrModule *module, const ModelSet *models, FuncId func);

#endif
