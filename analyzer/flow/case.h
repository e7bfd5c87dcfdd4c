// SPDX-License-Identifier: Apache-2.0
//
// One case: what is known on one kind of path to a program point. Four small sorted tables, so that
// a copy is four memcpys, and equal cases have equal bytes (the trace apart).
#ifndef FLOW_CASE_H
#define FLOW_CASE_H

#include "base/arena.h"
#include "value.h"

// The content of a written address.
typedef struct {
    ValueId addr, val;
} Cell;

// The integers that a value may be; for pointers only whether 0 is among them.
typedef struct {
    ValueId val;
    uint32_t nonzero; // 1: 0 is excluded
    int64_t low, high;
} Fact;

typedef enum { RES_MEMORY, RES_MAP } ResourceKind;

typedef enum {
    RES_LIVE,    // owned by this path: it must release it or hand it on
    RES_FREED,   // given back
    RES_ESCAPED, // something unknown may hold or release it
    RES_USED,    // MAP from outside: entries were put in, or (visited) removed or released
} ResourceState;

typedef struct {
    ValueId val;
    uint8_t kind, state; // ResourceKind, ResourceState
    uint8_t filled;      // MAP: something was put in
    uint8_t visited;     // MEMORY: an iteration over its map has come by it; MAP: see RES_USED
    uint32_t made;       // 1 + the instruction of this function that made it, 0: not made here
    uint32_t where; // 1 + what freed it, let it escape, or (LIVE) took it out of a map; 0 nothing
    uint32_t refs;  // references that this path took beside the first; a release gives back one
    ValueId key_free, value_free; // MAP: destroy-notifies; INT 0: none, VALUE_NONE: not known
} Resource;

// `val` under `key` was put into `map`; only what is a resource is kept.
typedef struct {
    ValueId map, val, key;
    ValueId label; // tells which entry it is: the key, or what it is a copy of; NONE: not known
    uint32_t insn;
} Member;

// What a path went through, newest first. Shared between cases.
typedef struct Trace Trace;
struct Trace {
    const Trace *prev;
    uint32_t insn;
    uint32_t depth;
    bool yes; // a branch: which way
};

typedef struct {
    VEC(Cell) cells;         // by addr
    VEC(Fact) facts;         // by val
    VEC(Resource) resources; // by val
    VEC(Member) members;     // in order of map, value
    int64_t epoch;           // of memory that others can write: see CONTENT in value.h
    bool exited;             // the process ended here
    bool once;               // a once-guard let this path through
    uint32_t tidied;         // its size when tidy_case was through with it
    const Trace *trace;
} Case;

Case *case_new(void);
Case *case_clone(const Case *c);
void case_free(Case *c);
uint32_t case_size(const Case *c); // rows of all tables
bool case_equal(const Case *a, const Case *b);
uint64_t case_hash(const Case *c);

// What the cell of addr holds; VALUE_NONE when it was not written.
ValueId case_cell(const Case *c, ValueId addr);
void case_set_cell(Case *c, ValueId addr, ValueId val);
void case_drop_cell(Case *c, ValueId addr);

// NULL when nothing is known.
Fact *case_fact(const Case *c, ValueId val);
void case_set_fact(Case *c, Fact fact);
void case_set_nonnull(Case *c, ValueId val); // that, and nothing else
void case_drop_fact(Case *c, ValueId val);

Resource *case_resource(const Case *c, ValueId val); // valid until the next add
Resource *case_add_resource(Case *c, Resource r);    // replaces one of the same value
void case_drop_resource(Case *c, ValueId val);

void case_add_member(Case *c, Member m);
bool case_has_member(const Case *c, Member m); // the same value in the same map
// Whether anything in the case names val.
bool case_mentions(const Case *c, ValueId val);

#endif
