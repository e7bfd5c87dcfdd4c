// SPDX-License-Identifier: Apache-2.0
//
// Who calls whom in a linked program, by name or as the cleanup of a variable; and the order in
// which to analyse: callees first, by strongly connected components (Tarjan, without recursion).
// A function that is named other than as a callee may be called through a pointer later; where no
// call speaks against it, it comes before who names it.
#ifndef IR_CALLGRAPH_H
#define IR_CALLGRAPH_H

#include "ir/ir.h"

typedef struct {
    uint32_t *first;       // [nfuncs + 1]: callees of f are edges[first[f] … first[f + 1] - 1]
    FuncId *edges;         // callees, in order of call, repeats kept out
    uint32_t *first_named; // [nfuncs + 1]: the same for functions that f names other than as a
    FuncId *named;         // callee: stores, returns or hands on
    FuncId *order;         // all functions with a body, callees first
    uint32_t *component;   // [nfuncs], from 1; functions of one component are adjacent in `order`
    uint32_t norder;
    uint32_t ncomponents; // callees of a component, and of no other, have lower numbers
} CallGraph;

void callgraph_init(CallGraph *g, const IrModule *m);
void callgraph_fini(CallGraph *g);
// Whether f calls itself by name. O(callees of f).
bool callgraph_is_recursive(const CallGraph *g, FuncId f);

#endif
