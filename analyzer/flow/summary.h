// SPDX-License-Identifier: Apache-2.0
//
// A summary is the function's cases at its returns, rid of what only the body could see. Its values
// are the body's, renumbered; a caller translates them:
//
//     content of parameter i          the i-th argument
//     content of an address           what the caller's case has at the translated address
//     fresh object, unknown result    a new one, made by the call
//     everything else                 the same thing over translated parts
//
// A summary case applies when its facts about what was there before (arguments, memory) do not
// contradict the caller's case; then its cells are written, its resources taken over.
#ifndef FLOW_SUMMARY_H
#define FLOW_SUMMARY_H

#include "exec.h"

typedef struct {
    uint32_t count;
    Value *values; // a and b are indexes into this array; 0 none
    uint32_t ncells, nfacts, nresources, nmembers;
    Cell *cells; // ids are indexes into values
    Fact *facts;
    Resource *resources;
    Member *members;
    uint32_t result; // 0 none
    bool changes_memory;
} SummaryCase;

struct Summary {
    uint32_t ncases;
    SummaryCase *cases;
    uint32_t nparams;
    FuncId id;
};

enum { SUMMARY_VALUES_MAX = 160, SUMMARY_CELLS_MAX = 24, SUMMARY_FACTS_MAX = 16 };

#endif
