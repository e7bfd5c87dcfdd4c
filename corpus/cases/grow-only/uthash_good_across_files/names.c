// SPDX-License-Identifier: Apache-2.0
// Hands out one number a name, and keeps the name until it is told to forget it.
#include "names.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct name {
    int id;
    char text[64];
    UT_hash_handle hh;
};

static struct name *names;

int name_id(const char *text) {
    struct name *name;
    HASH_FIND_STR(names, text, name);
    if (name)
        return name->id;
    name = calloc(1, sizeof *name);
    if (!name)
        return -1;
    strncpy(name->text, text, sizeof name->text - 1);
    name->id = (int)HASH_COUNT(names);
    HASH_ADD_STR(names, text, name);
    return name->id;
}

void name_forget(const char *text) {
    struct name *name;
    HASH_FIND_STR(names, text, name);
    if (name) {
        HASH_DEL(names, name);
        free(name);
    }
}
