// SPDX-License-Identifier: Apache-2.0
//
// Entries that name themselves: an object knows the key under which it is in a map, and whoever
// frees the object takes it out by that key.
//
//     remove(table, rec->id); free(rec);      what goes out of the map is rec, and it is freed
//
// No path shows that rec is the entry's value, but why else would its own id be removed with it?
#ifndef FLOW_BACKREF_H
#define FLOW_BACKREF_H

#include "exec.h"

// An entry of `map` was removed by key.
void backref_removed(Exec *x, const Case *c, Holder map, ValueId key);
// Object v is freed, or handed to code that is not seen: so is what was removed by a key inside it.
void backref_released(Exec *x, const Case *c, ValueId v);

#endif
