// SPDX-License-Identifier: Apache-2.0
//
// A program from text IR with a small hand-written map, and what the flow finds out about it. What
// is wrong with the text ends the test.
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "flow/flow.h"

typedef struct {
    IrModule m;
    ModelSet *models;
    Flow flow;
} World;

// The text behind tests/ir/flow/prelude.ir; and the same for a file of that folder.
World *world_of(const char *text);
World *world_of_file(const char *name);
void world_free(World *w);

FuncId func_of(const World *w, const char *name);
Holder global_of(const World *w, const char *name);
Holder field_of(const World *w, const char *name); // the first field of that name

uint32_t events_in(const World *w, const char *func);
// The only event of the function.
const Event *event_in(const World *w, const char *func);
uint32_t ops_in(const World *w, const char *func, MapOpKind kind);
// The first one; a test that asks for one that is not there ends.
const MapOp *op_in(const World *w, const char *func, MapOpKind kind);
const CallSite *call_in(const World *w, const char *caller, const char *callee);
const CallArg *arg_of(const World *w, const CallSite *site, uint32_t i);
const Entry *entry_of(const World *w, const char *func); // NULL when there is none

#endif
