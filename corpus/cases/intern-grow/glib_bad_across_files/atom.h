// SPDX-License-Identifier: Apache-2.0
#ifndef ATOM_H
#define ATOM_H

typedef const char *Atom; // equal texts are equal pointers

Atom atom_make(const char *text);

#endif
