// SPDX-License-Identifier: Apache-2.0
//
// Abseil's flat_hash_map, with its own hash.
#include <absl/container/flat_hash_map.h>

template <typename Key, typename Value> using Table = absl::flat_hash_map<Key, Value>;

#include "stl.h"
