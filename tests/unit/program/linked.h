// SPDX-License-Identifier: Apache-2.0
//
// A program from an input of tests/ir/flow, taken as far as the inventory of its maps. What is
// asked for and not there ends the test.
#ifndef TESTS_LINKED_H
#define TESTS_LINKED_H

#include "../flow/world.h"
#include "program/program.h"

typedef struct {
    World *world;
    Program program;
} Linked;

Linked *linked_of_file(const char *name);
// The text behind tests/ir/flow/prelude.ir.
Linked *linked_of(const char *text);
void linked_free(Linked *l);

const MapInfo *map_in_global(const Linked *l, const char *global);
const MapInfo *map_in_field(const Linked *l, const char *record, const char *field);
// The map of which a local of that function is the representative; NULL when there is none.
const MapInfo *map_made_in(const Linked *l, const char *func);
TypeId record_of(const Linked *l, const char *name);
Context growth_of(const Linked *l, const char *func);
Context bound_of(const Linked *l, const char *func);
// The only use of that kind in that function; NULL when there is none.
const MapUse *use_in(const Linked *l, const MapInfo *map, const char *func, MapOpKind kind);

#endif
