// SPDX-License-Identifier: Apache-2.0
//
// The program's maps as the records that reports show.
#ifndef MAPLEAK_INVENTORY_H
#define MAPLEAK_INVENTORY_H

#include "finding/finding.h"
#include "program/program.h"

// Adds a record for each map of the program, sorted by holder.
void inventory_report(const Program *p, RunReport *r);

#endif
