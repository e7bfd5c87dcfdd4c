// SPDX-License-Identifier: Apache-2.0
//
// NOLINT comments, understood as clang-tidy understands them.
#ifndef FINDING_SUPPRESS_H
#define FINDING_SUPPRESS_H

#include "finding.h"
#include "source.h"

// Marks the findings of the report, sorted by path, that a comment in their source suppresses, and
// gives them its reason.
void suppress_all(RunReport *r, SourceCache *sources);

#endif
