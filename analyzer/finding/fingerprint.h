// SPDX-License-Identifier: Apache-2.0
//
// The name a finding keeps while the code around it changes.
#ifndef FINDING_FINGERPRINT_H
#define FINDING_FINGERPRINT_H

#include "finding.h"
#include "source.h"

enum { FINGERPRINT_DIGITS = 32 };

// Gives every finding of the sorted report its fingerprint. Linear in findings and source bytes.
void fingerprint_all(RunReport *r, SourceCache *sources);

#endif
