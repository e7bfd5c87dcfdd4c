// SPDX-License-Identifier: Apache-2.0
#ifndef MACROS_H
#define MACROS_H

#include <uthash.h>

struct macro {
    char name[64];
    UT_hash_handle hh;
};

struct macro *macros_read(const char *text);
void macros_free(struct macro *macros);

#endif
