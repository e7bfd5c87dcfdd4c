// SPDX-License-Identifier: Apache-2.0
//
// The figures of the map benchmark as Markdown.
#ifndef BENCH_MAP_REPORT_H
#define BENCH_MAP_REPORT_H

#include "figures.h"

// A table for each group of metrics that has figures: nanoseconds or bytes, the median over the
// rounds, and in brackets the ratio to Go's map.
void report_tables(const Figures *f);

// The goals of gomap beside what was measured and the best of the peers.
void report_goals(const Figures *f);

#endif
