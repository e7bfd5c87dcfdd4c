// SPDX-License-Identifier: Apache-2.0
//
// What a good case says about its own proof, in a comment of its own:
//
//     // proof: grows "filled once from the input and freed as a whole"
#ifndef MAPLEAK_TESTS_MARKER_H
#define MAPLEAK_TESTS_MARKER_H

#include <stdbool.h>
#include <stdio.h>

// Looks for markers in SOURCE, the text of FILE, and sets *GROWS when there is one. Any comment
// that holds `proof:` is a well-formed marker or an error, a second one in a case too. Writes one
// line to ERRORS for each error; true when there was none.
bool marker_read(const char *file, const char *source, bool *grows, FILE *errors);

#endif
