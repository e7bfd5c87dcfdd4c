// SPDX-License-Identifier: Apache-2.0
//
// Loops that serve: a loop around a call that waits for a request or an event (accept, poll, fgets
// from stdin, a main loop) runs again and again, however its condition reads. What waits is said by
// models (EFF_WAIT); a function of the program that calls such a function itself waits, too, one
// level deep: `while (next_request(buf))`.
#ifndef FLOW_SERVE_H
#define FLOW_SERVE_H

#include "cfg.h"
#include "model/model.h"

// By FuncId: whether the function waits, by its model or by a call in its body. The caller frees.
bool *serve_find_waiting(const IrModule *m, const Model *const *model_of);
// Marks the loops of f around calls that wait.
void serve_mark_loops(Cfg *g, const IrModule *m, const IrFunc *f, const Model *const *model_of,
                      const bool *waiting);

#endif
