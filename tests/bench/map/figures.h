// SPDX-License-Identifier: Apache-2.0
//
// What the programs of the map benchmark printed, round by round.
#ifndef BENCH_MAP_FIGURES_H
#define BENCH_MAP_FIGURES_H

#include "../bench.h"

// The maps, in the order in which they are reported.
typedef enum MapId {
    MAP_GO,
    MAP_GOMAP,
    MAP_ABSL,
    MAP_BOOST,
    MAP_GLIB,
    MAP_KHASH,
    MAP_STD,
    MAP_UTHASH,
    MAP_NULL, // keeps nothing: the floor of latencies
    MAPS,
} MapId;

// For the command line and the program's name, and for a report.
const char *figures_name(MapId map);
const char *figures_title(MapId map);

enum { METRIC_LENGTH = 24 };

typedef struct Figure {
    MapId map;
    char metric[METRIC_LENGTH];
    size_t size;
    Series rounds;
} Figure;

typedef struct Figures {
    Figure *list;
    size_t count, room;
} Figures;

void figures_fini(Figures *f);

// Adds one round's value. All maps must get their values of a metric and size in the same rounds.
void figures_add(Figures *f, MapId map, const char *metric, size_t size, double value);

// The rounds of a metric, or NULL. Borrowed until the next figures_add.
const Series *figures_find(const Figures *f, MapId map, const char *metric, size_t size);

// The median over the rounds of the ratio to Go's map in the same round; NAN without one of them.
double figures_ratio(const Figures *f, MapId map, const char *metric, size_t size);

#endif
