// SPDX-License-Identifier: Apache-2.0
//
// From the raw form of a file to models: every reference is read, every rule that the YAML form
// cannot say is checked.
#ifndef MODEL_CHECK_H
#define MODEL_CHECK_H

#include "schema.h"
#include "source.h"

#include "base/arena.h"
#include "base/vec.h"

typedef struct {
    VEC(Model) models; // one a name; those of one entry share their effects
    VEC(Handle) handles;
} ModelBatch;

void check_fini(ModelBatch *batch);

// Fills the empty batch. Strings stay where `raw` has them, effects go to the arena; the batch
// itself is the caller's to check_fini, also after an error. STATUS_USAGE with "name:line: key:
// reason" when
//  1. an entry has neither `name` nor `names`, or both;
//  2. a name is no identifier with at most one '*';
//  3. a name stands twice among the functions, the macros or the handles;
//  4. an effect lacks a role that it needs, or has one that means nothing to it;
//  5. a reference is not well-formed, or is of a kind that its role cannot have;
//  6. a loop macro has no iter-next.
Status check_file(ModelBatch *batch, Arena *arena, const Source *src, const RawFile *raw,
                  Error *err);

#endif
