// SPDX-License-Identifier: Apache-2.0
//
// What an earlier lookup of the same key in the same map says of the entry:
//
//     v = lookup(m, k); steal(m, k); free(v);          what is taken out is v
//     if (!lookup(m, k)) put(m, k, new, &old);         there is no old one
//     if (lookup(m, k)) put(m, k, new);                the map does not grow
//
// The answers are those of all paths of the function; which of them holds, a case's facts say. An
// answer that a write to the map has overtaken still counts: that may silence, never accuse.
#ifndef FLOW_LOOKUP_H
#define FLOW_LOOKUP_H

#include "exec.h"

void lookup_note(Exec *x, Lookup found);
// The entry's value that this case has looked up and not found to be null; VALUE_NONE: none.
ValueId lookup_value(Exec *x, const Case *c, ValueId map, ValueId key);
// Whether this case has found the key, or that it is not there.
bool lookup_is_there(Exec *x, const Case *c, ValueId map, ValueId key);
bool lookup_is_missing(Exec *x, const Case *c, ValueId map, ValueId key);

#endif
