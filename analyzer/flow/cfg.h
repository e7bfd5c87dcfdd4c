// SPDX-License-Identifier: Apache-2.0
//
// Facts of a function's graph that the flow needs: an order to work in and the loops.
#ifndef FLOW_CFG_H
#define FLOW_CFG_H

#include "ir/ir.h"

typedef struct {
    uint32_t *rank;     // [nblocks + 1]: place in reverse postorder, from 0
    BlockId *order;     // [nblocks]: blocks by rank
    BlockId *loop_head; // [nblocks + 1]: head of the innermost loop around the block, 0 none
    bool *is_head;      // [nblocks + 1]
    bool *is_endless;   // [nblocks + 1], of heads: no way out but by a flag in memory, or none
    BlockId *outer;     // [nblocks + 1], of heads: head of the loop around that loop, 0 none
    BlockId *block_of;  // [ninsns]: block of each instruction
    uint32_t nblocks;
} Cfg;

void cfg_init(Cfg *g, const IrModule *m, const IrFunc *f);
void cfg_fini(Cfg *g);
// Every loop around the block serves requests: it counts as endless.
void cfg_mark_serving(Cfg *g, BlockId b);
bool cfg_in_loop(const Cfg *g, BlockId b);
bool cfg_in_endless(const Cfg *g, BlockId b);
// Marks in reached[1 … nblocks] what can be reached from block b without a back edge.
void cfg_reach(const Cfg *g, const IrFunc *f, BlockId b, bool *reached);
static inline bool cfg_is_back_edge(const Cfg *g, BlockId from, BlockId to) {
    return g->rank[to.v] <= g->rank[from.v];
}

#endif
