// SPDX-License-Identifier: Apache-2.0
//
// Temporaries that live inside one block die with their last use, so that a value they held is not
// taken for held, and equal cases look equal.
#ifndef FLOW_TEMPS_H
#define FLOW_TEMPS_H

#include "ir/ir.h"

typedef struct {
    uint32_t
        *dying; // [ninsns]: VarId of the first temporary that dies after the instruction, 0 none
    uint32_t *next; // [nvars + 1]: VarId of the next one that dies there
} Temps;

void temps_init(Temps *t, const IrFunc *f, const BlockId *block_of);
void temps_fini(Temps *t);

#endif
