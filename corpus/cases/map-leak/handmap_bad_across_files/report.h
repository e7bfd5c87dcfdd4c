// SPDX-License-Identifier: Apache-2.0
#ifndef REPORT_H
#define REPORT_H

#include <handmap.h>

void report(hand_map *totals); // prints them; they stay the caller's

#endif
