// SPDX-License-Identifier: Apache-2.0
//
// What the models, and the module as a whole, say of its functions, types and globals: found once,
// then only read, by all threads.
#ifndef FLOW_KNOWN_H
#define FLOW_KNOWN_H

#include "ir/ir.h"
#include "model/model.h"

typedef struct {
    const ModelSet *models;
    const Model **model_of; // by FuncId; NULL: none counts
    bool *waiting;          // by FuncId: see serve.h
    bool *handles;          // by TypeId: records that are maps, or entries of intrusive ones
    bool *errors;           // by TypeId: records of error objects
    int64_t *once_flags;    // by GlobalId: see once.h
} Known;

void known_init(Known *k, const IrModule *m, const ModelSet *models);
void known_fini(Known *k);

#endif
