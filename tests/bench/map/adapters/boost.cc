// SPDX-License-Identifier: Apache-2.0
//
// Boost's unordered_flat_map, with its own hash.
#include <boost/unordered/unordered_flat_map.hpp>

template <typename Key, typename Value> using Table = boost::unordered_flat_map<Key, Value>;

#include "stl.h"
