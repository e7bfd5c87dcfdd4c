// SPDX-License-Identifier: Apache-2.0
//
// Which part of the program findings stand for: what the database needs to know before it calls a
// finding fixed that a later run does not see.
#ifndef MAPLEAK_COVERAGE_H
#define MAPLEAK_COVERAGE_H

#include "finding/finding.h"
#include "ir/ir.h"

// Gives each finding of the report the unit whose text of the enclosing function was analysed, and
// lists the functions that can give no finding. `m` is the linked program; before finding_finish.
void coverage_report(const IrModule *m, RunReport *r);

#endif
