// SPDX-License-Identifier: Apache-2.0

// Maps that an instrument keeps for itself. Observers hear of them as of any map and can tell them
// apart, so that a ledger does not list its own tables.
#ifndef MAPLEAK_RUNTIME_TOOL_MAP_H
#define MAPLEAK_RUNTIME_TOOL_MAP_H

#include "runtime/gomap.h"

// gomap_new without a hint, for an instrument's own map.
GomapStatus tool_map_new(const GomapType *type, Gomap **out);

// Whether tool_map_new made the map. O(1).
bool tool_map_is(const Gomap *map);

#endif
