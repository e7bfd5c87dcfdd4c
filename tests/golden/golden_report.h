// SPDX-License-Identifier: Apache-2.0
//
// A run report made by hand, with everything that the text forms can show.
#ifndef GOLDEN_REPORT_H
#define GOLDEN_REPORT_H

#include "finding/finding.h"

// Fills an empty report; the sources lie in `dir`. finding_finish is called.
void golden_report(RunReport *r, const char *dir);

#endif
