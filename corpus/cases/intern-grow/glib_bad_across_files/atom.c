// SPDX-License-Identifier: Apache-2.0
#include "atom.h"

#include <glib.h>

Atom atom_make(const char *text) {
    return g_intern_string(text); // expect-fn: intern-grow
}
