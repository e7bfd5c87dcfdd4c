// SPDX-License-Identifier: Apache-2.0
//
// Entries of a map: a value that this path owns and puts into a map is a member of it. Reading it
// back gives the same value where that is sure (the same key, an iteration), an ELEMENT otherwise.
// Whatever happens to an ELEMENT may have happened to any member, so those escape.
#ifndef FLOW_ENTRIES_H
#define FLOW_ENTRIES_H

#include "exec.h"

// m was put into its map; what was there under the same key is replaced, or was removed before.
void entries_add(Exec *x, Case *c, Member m);
// By key or by value, whichever is given; NULL when there is none.
const Member *entries_find(const Case *c, ValueId map, ValueId key, ValueId val);
void entries_drop(Case *c, ValueId map, ValueId val);
void entries_forget(Case *c, ValueId map);
// All members leave the map. Without a notify nobody releases them: what only the map held is lost.
void entries_let_go(Exec *x, Case *c, ValueId map, LostWhy why, bool notifies);
// One member leaves the map without a notify.
void entries_let_one_go(Exec *x, Case *c, Member m, LostWhy why);
// An entry that leaves a map belongs to the path that took it out.
void entries_take_over(Exec *x, Case *c, ValueId v);
// Some entry of map may have been removed or released: no member is known any more.
void entries_unknown(Exec *x, Case *c, ValueId map);
// The ELEMENT turns out to be null. What the instruction that asked for it put in itself is there.
void entries_missing(Exec *x, Case *c, ValueId entry);
// Notes on a map from outside that its entries are not what they were at entry.
void entries_changed(Exec *x, Case *c, ValueId map, bool removed);
// Whether v is the entry that an iteration is at.
bool entries_is_turn(const Exec *x, const Case *c, ValueId v);

#endif
