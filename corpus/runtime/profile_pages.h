// SPDX-License-Identifier: Apache-2.0

// The bodies of the endpoint's small pages. Each adds to `out`, where a lack of memory sticks.
#ifndef MAPLEAK_RUNTIME_PROFILE_PAGES_H
#define MAPLEAK_RUNTIME_PROFILE_PAGES_H

#include "profile_bytes.h"

// An HTML page with links to the others.
void profile_pages_index(ProfileBytes *out);

// The arguments of the program, with NUL between them. Nothing without /proc.
void profile_pages_cmdline(ProfileBytes *out);

// "num_symbols: 1", then a line "ADDRESS NAME" for each address of `query` that has a name. The
// query is numbers as in C, separated by '+'; what is no number is passed over.
void profile_pages_symbols(const char *query, size_t size, ProfileBytes *out);

#endif
