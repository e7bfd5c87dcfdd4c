// SPDX-License-Identifier: Apache-2.0
//
// The word that a mistyped one was meant to be.
#ifndef MODEL_NEAREST_H
#define MODEL_NEAREST_H

#include "base/base.h"

// Number of single-character insertions, removals, replacements and swaps of neighbours between two
// words ("optimal string alignment"). Words longer than 63 bytes are infinitely far. O(|a|·|b|).
uint32_t nearest_distance(const char *a, const char *b);

#endif
