// SPDX-License-Identifier: Apache-2.0
#include "macros.h"

#include <stdio.h>
#include <stdlib.h>

struct macro *macros_read(const char *text) {
    struct macro *macros = NULL, *macro = calloc(1, sizeof *macro);
    if (!macro)
        return NULL;
    snprintf(macro->name, sizeof macro->name, "%s", text);
    HASH_ADD_STR(macros, name, macro);
    return macros;
}

void macros_free(struct macro *macros) {
    struct macro *macro, *next;
    HASH_ITER(hh, macros, macro, next) {
        HASH_DEL(macros, macro);
        free(macro);
    }
}
