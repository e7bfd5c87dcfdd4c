// SPDX-License-Identifier: Apache-2.0
//
// A whole program from text IR, as the rules see it.
#ifndef TESTS_PROGRAMS_H
#define TESTS_PROGRAMS_H

#include "program/program.h"
#include "world.h"

typedef struct {
    World *w;
    Program p;
} Programs;

Programs *programs_of(const char *text);
Programs *programs_of_file(const char *name); // of tests/ir/flow
void programs_free(Programs *q);

Context growth_of(const Programs *q, const char *func);
Context bound_of(const Programs *q, const char *func);
// The map in a global, in the first field of that name; a test that asks for none ends.
const MapInfo *map_in_global(const Programs *q, const char *name);
const MapInfo *map_in_field(const Programs *q, const char *name);
// Whether `func` uses the map in that way.
bool uses(const Programs *q, const MapInfo *map, const char *func, MapOpKind kind);
// The first use of that kind by `func`; a test that asks for one that is not there ends.
const MapUse *use_in(const Programs *q, const MapInfo *map, const char *func, MapOpKind kind);

#endif
