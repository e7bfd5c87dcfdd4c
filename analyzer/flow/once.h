// SPDX-License-Identifier: Apache-2.0
//
// Code that runs once, whatever calls it:
//
//     static bool ready;  if (!ready) { ready = true; … }       a flag that only ever gets set
//     if (g_once_init_enter(&once)) { … }                       a model's EFF_ONCE with `when`
#ifndef FLOW_ONCE_H
#define FLOW_ONCE_H

#include "exec.h"

// By GlobalId: integers that the program sets to something other than 0, and never back. The caller
// frees.
bool *once_find_flags(const IrModule *m);
// Whether the case stands where such a flag was found not yet set.
bool once_holds(const Exec *x, const Case *c);

#endif
