// SPDX-License-Identifier: Apache-2.0
//
// std::unordered_map, with its own hash.
#include <unordered_map>

template <typename Key, typename Value> using Table = std::unordered_map<Key, Value>;

#include "stl.h"
