// SPDX-License-Identifier: Apache-2.0
//
// Code that runs once, whatever calls it:
//
//     static bool ready;  if (!ready) { ready = true; … }       a flag that only ever gets set
//     if (table) return; table = create(); names = create();    a pointer that is never cleared
//     if (g_once_init_enter(&once)) { … }                       a model's EFF_ONCE with `when`
#ifndef FLOW_ONCE_H
#define FLOW_ONCE_H

#include "exec.h"

enum { ONCE_NONE = 0, ONCE_POINTER = -1 };

// By GlobalId: the one value that the program ever gives to an integer that starts at 0;
// ONCE_POINTER for a pointer that starts null and is never set to null, nor to the rest of what it
// was (a list that gets shorter ends in null); ONCE_NONE for all others.
// The caller frees.
int64_t *once_find_flags(const IrModule *m);
// Whether the case stands where such a flag was found not yet set.
bool once_holds(const Exec *x, const Case *c);

#endif
