// SPDX-License-Identifier: Apache-2.0
#include "atom.h"

#include <glib.h>

Atom atom_make(const char *text) {
    return g_intern_string(text);
}

Atom atom_find(const char *text) {
    GQuark quark = g_quark_try_string(text);
    return quark ? g_quark_to_string(quark) : NULL;
}
