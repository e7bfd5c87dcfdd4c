// SPDX-License-Identifier: Apache-2.0
//
// Who calls whom in a linked program: by name, as the cleanup of a variable, or perhaps through a
// pointer that the caller itself stores a function in; and the order in which to analyse: callees
// first, by strongly connected components (Tarjan, without recursion).
#ifndef IR_CALLGRAPH_H
#define IR_CALLGRAPH_H

#include "ir/ir.h"

typedef struct {
    uint32_t *first;     // [nfuncs + 1]: callees of f are edges[first[f] … first[f + 1] - 1]
    FuncId *edges;       // callees, in order of call, repeats kept out
    FuncId *order;       // all functions with a body, callees first
    uint32_t *component; // [nfuncs], from 1; functions of one component are adjacent in `order`
    uint32_t norder;
    uint32_t ncomponents; // callees of a component, and of no other, have lower numbers
} CallGraph;

void callgraph_init(CallGraph *g, const IrModule *m);
void callgraph_fini(CallGraph *g);
// O(callees of the caller).
bool callgraph_has(const CallGraph *g, FuncId caller, FuncId callee);

#endif
