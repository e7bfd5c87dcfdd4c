// SPDX-License-Identifier: Apache-2.0
//
// The analysis of one function: what its files share. The road inside this folder:
//
//   exec.c      blocks in order, loops, branches
//   join.c      cases that become one
//   transfer.c  one instruction on one case
//   eval.c      places and operands to values; memory cells; what unknown code may change
//   assume.c    branches: is it possible, and what is then known
//   effects.c   what a modelled call does: role.c, effects_map.c, effects_iter.c, effects_memory.c
//   entries.c   what a case knows of the entries of its maps
//   lost.c      which resources nobody can reach any more
//   small.c     variables that hold values of a small set
//   result.c    what becomes of the result of a call
//   lookup.c    what an earlier lookup says of an entry
//   backref.c   entries that are removed by a key inside their own value
//   record.c    the operations and call sites that flow.h shows; holder.c, classes.c: what is known
//               of their operands
//   story.c     the events that flow.h shows, step by step
//   summary.c   a function's cases as its callers see them; apply.c: a call applied to a case
//   known.c     what models and the whole module say, found once
//   flow.c      all functions, callees first
#ifndef FLOW_EXEC_H
#define FLOW_EXEC_H

#include "case.h"
#include "cfg.h"
#include "flow.h"
#include "ir/callgraph.h"
#include "known.h"
#include "temps.h"
#include "value.h"

enum {
    CASES_MAX = 16,        // at one program point
    CASES_PLAIN = 3,       // the same, in functions that have nothing to do with maps
    EXITS_MAX = 32,        // at all returns together, before they become a summary
    SUMMARY_CASES_MAX = 8, // of one function
    SUMMARY_CASES_PLAIN = 2,
    LOOP_TURNS = 2,      // back edges taken before a loop is widened
    MEMBERS_MAX = 32,    // in one case; what goes into maps beyond escapes
    FANOUT_MAX = 32,     // cases times summary cases at one call
    STEP_BUDGET = 60000, // instructions times cases for one function, then all cases are joined
};

typedef struct {
    Case **data;
    uint32_t len, cap;
} CaseList;

typedef struct Summary Summary;

// What each component of the call graph waits for: component i (from 0) for to[first[i]] …
// to[first[i + 1] - 1], all lower.
typedef struct {
    uint32_t *first;
    VEC(uint32_t) to;
} Needs;

// `key` was looked up in `map`: `element` is what was found, NONE when it was not handed out;
// `test` is null when nothing was.
typedef struct {
    ValueId map, key, element, test;
} Lookup;

// An entry that was removed by key: see backref.h.
typedef struct {
    Holder map;
    ValueId key;
} Removal;

// An event that is reported unless the rest of the function speaks against it.
typedef struct {
    Event event;
    uint32_t made; // instruction
    bool visited;  // an iteration over its map came by it on this path
} Suspect;

typedef struct {
    CaseList pending;   // cases that wait at the block's entry
    CaseList entries;   // a loop head: the cases that entered from outside
    uint32_t turns;     // a loop head: back edges taken since then
    VEC(uint64_t) seen; // a loop head: hashes of the cases that went through
} BlockState;

typedef struct {
    Flow *flow;
    const IrModule *m;
    const Known *known;
    const CallGraph *graph;
    const Needs *needs;
    Gomap *waited;       // set of components, see waited.h; NULL: nobody asked yet
    Summary **summaries; // by FuncId; NULL: none (yet)
    FuncId id;
    const IrFunc *f;
    ValueTable values;
    Cfg cfg;
    Temps temps;
    Arena scratch;      // traces
    BlockState *blocks; // [nblocks + 1]
    CaseList exits;     // cases at the function's returns; the cell of variable 0 is the result
    uint32_t steps;
    bool capped;
    bool gave_up; // not all paths were followed to their end
    bool plain;   // the function has nothing to do with maps: fewer cases will do
    bool shadow;  // running unreached blocks: nothing is suspected
    uint32_t first_op, first_call, first_entry; // of this function in Flow.ops, calls, entries
    uint32_t *call_at;                          // [ninsns]: index + 1 into Flow.calls
    uint32_t *op_at;         // [ninsns]: index + 1 into Flow.ops of the instruction's last
    VEC(uint32_t) op_before; // by operation from first_op: its instruction's one before, index + 1
    // Where the instruction at hand stands:
    uint32_t insn;
    BlockId block;
    VEC(Member) loosened; // what a map operation has just let go of
    ValueSet named;       // tidy.c
    ValueSet reached;     // eval.c
    VEC(ValueId) objects; // eval.c: what is in `reached`
    VEC(ValueId) source;  // by value: the text that a fresh one is a copy of
    VEC(Suspect) suspects;
    VEC(Lookup) lookups;         // of the whole function, see lookup.h
    VEC(Removal) removals;       // of the whole function, path by path
    VEC(uint32_t) freed_visited; // instructions whose memory some iteration frees
    bool *small;                 // by VarId: see small.h; NULL: nobody asked yet
} Exec;

static inline void case_list_add(CaseList *l, Case *c) {
    vec_push(l, c);
}

// eval.c
ValueId eval_address(Exec *x, Case *c, PlaceId p);
ValueId eval_content(Exec *x, Case *c, ValueId address);
ValueId eval_operand(Exec *x, Case *c, const Operand *o);
// The type of what an operand names, before a conversion to the parameter's type.
TypeId eval_type(const Exec *x, const Operand *o);
void eval_store(Exec *x, Case *c, ValueId address, ValueId val);
// Copies what is known of the object at src to the object at dst (struct assignment).
void eval_copy(Exec *x, Case *c, ValueId dst, ValueId src);
// Forgets the object at address: cells within it.
void eval_forget(Exec *x, Case *c, ValueId address);
// A value of the kind that this case does not hold yet, made by the current instruction.
ValueId eval_made(Exec *x, Case *c, ValueKind kind, ValueId a);
// Whether v is the same each time it is met: nothing in it was read from "some element".
bool eval_is_one(const Exec *x, ValueId v);
// What the epoch names is about to change: the keys of entries that were read in it are no longer
// comparable with what is read from now on.
void eval_begin_epoch(Exec *x, Case *c, int64_t epoch);
// Something unknown gets hold of v: whatever it reaches may be kept, freed and changed.
void eval_escape(Exec *x, Case *c, ValueId v);
void eval_escape_all(Exec *x, Case *c, const ValueId *v, uint32_t n);
// Unknown code ran: memory that others can write has a new content.
void eval_havoc(Exec *x, Case *c);
bool eval_is_local_memory(Exec *x, const Case *c, ValueId address);
// Whether v is what a parameter, or another variable, held at entry.
bool eval_is_parameter(const Exec *x, ValueId v);

// tidy.c
// Drops what nothing in c can name any more.
void tidy_case(Exec *x, Case *c);
// Whether v is a constant, or reached from a parameter or a global through what was stored at entry
// or since `epoch`.
bool tidy_is_outer(const Exec *x, ValueId v, int64_t epoch);
// The same at whatever time it was read, as long as it is the content of one place: callers know
// whether unknown code could have changed it.
bool tidy_is_outer_later(const Exec *x, ValueId v);

// assume.c
// Narrows c by `a op b`; false when that cannot be.
bool assume(Exec *x, Case *c, IrBinary op, ValueId a, ValueId b);
bool assume_true(Exec *x, Case *c, ValueId v);
bool assume_null(Exec *x, Case *c, ValueId v);
// v is not in [low, high]. A range in the middle of what v may be leaves it as it is.
bool assume_outside(Exec *x, Case *c, ValueId v, int64_t low, int64_t high);
// The integers that v may be.
void assume_range(Exec *x, const Case *c, ValueId v, int64_t *low, int64_t *high, bool *nonzero);
bool assume_is_null(Exec *x, const Case *c, ValueId v);    // for sure
bool assume_is_nonnull(Exec *x, const Case *c, ValueId v); // for sure

// transfer.c
// Runs instruction x->insn on c; the cases that come out go to *out (c among them, or freed).
void transfer(Exec *x, Case *c, CaseList *out);

// effects.c
// Applies what the model says of the call x->insn to c; args: [nargs] values of the arguments, the
// operands behind them in the instruction. dst gets the result. The cases that come out go to *out.
void effects_apply(Exec *x, Case *c, const Model *model, const ValueId *args, CaseList *out);
// effects_memory.c: as free(v) does; record: of the object, 0 not known.
void effects_release(Exec *x, Case *c, ValueId v, TypeId record);

// lost.c
// Reports the live resources that nothing reaches any more, and forgets them. `keep` counts as
// reached (a value about to be returned or stored).
void lost_check(Exec *x, Case *c, LostWhy why, ValueId keep);

// holder.c
Holder record_holder_of_address(Exec *x, ValueId address);
// The same for the storage of a handle in this case: memory that nothing lasting refers to is none.
Holder record_holder_of_storage(Exec *x, const Case *c, ValueId address);
Holder record_holder_of_value(Exec *x, const Case *c, ValueId v);
void record_join_holder(Holder *into, Holder from);
// The address of the parameter that a CONTENT is the first value of; VALUE_NONE: of none.
ValueId record_parameter_of(const Exec *x, const Value *content);

// classes.c
// o: the operand that v is the value of, NULL when it stands in none.
ValueClass record_class(Exec *x, const Case *c, ValueId v, TypeId type, const Operand *o);
void record_join_class(ValueClass *into, ValueClass from);

// record.c
// The operation of this kind that the instruction was seen to do; NULL: none. Valid until the next
// record_op.
MapOp *record_op_at(const Exec *x, uint32_t insn, MapOpKind kind);
// Notes that the instruction at hand does it in this case; joined with what it did in others.
MapOp *record_op(Exec *x, const Case *c, MapOpKind kind, Holder map, uint32_t flags);
void record_call(Exec *x, const Case *c, FuncId callee, const Operand *args, const ValueId *values,
                 uint32_t nargs);
void record_entry(Exec *x, EntryKind kind, FuncId f);
// A handle is stored at address: STORE or RESET, when the place or the value is a map's.
void record_store(Exec *x, const Case *c, ValueId address, ValueId old, ValueId val, TypeId type);
bool record_is_shared(const Exec *x, const Case *c, ValueId v);
// A value that may be in a map is stored in another place, too.
void record_shared(Exec *x, const Case *c, ValueId val);
void record_size_test(Exec *x, const Case *c, ValueId v);
// Whether a pointer to this type is a handle of a modelled library.
bool record_is_handle(const Exec *x, TypeId type);
// The model of the function or macro that an instruction calls; NULL: none counts, or no call.
const Model *record_model(const Exec *x, const Insn *insn);
// The name of the function or macro that instruction `insn` calls, "" for no call.
const char *record_callee_name(const Exec *x, uint32_t insn);
void record_finish(Exec *x);

// story.c
// r is lost; map: the resource of the map that it was in, NULL when it was in none.
void record_lost(Exec *x, const Case *c, const Resource *r, LostWhy why, const Resource *map);

// result.c
// Notes at the function's call sites what becomes of their results.
void result_follow(Exec *x);

// shared.c
// What some exit releases and an indistinguishable one does not, escapes in the latter.
void shared_releases(Exec *x);

// summary.c
// Whether callers must look closely: a map is made, released or filled.
bool summary_carries_map(const Summary *s);
// How many cases a call of f gives for each that enters it: 1 without a summary.
uint32_t summary_fanout(const Summary *s);
// From x->exits, in the arena; NULL when they are not all.
Summary *summary_make(Exec *x, Arena *arena);
// Applies the callee's summary; result gets each case's returned value.
void summary_apply(Exec *x, Case *c, const Summary *s, const ValueId *args, uint32_t nargs,
                   PlaceId dst, CaseList *out);
void summary_print(StrBuf *out, const IrModule *m, FuncId id, const Summary *s);

// exec.c
void exec_function(Exec *x);

// join.c
// Drops equal cases, then joins the most alike until `max` are left.
void join_down_to(Exec *x, CaseList *l, uint32_t max);
// A case comes back to a loop's head: what the turns so far changed becomes unknown. entries: the
// cases that entered the loop, at least one.
void join_widen(Exec *x, Case *c, const CaseList *entries, BlockId head);

#endif
