// SPDX-License-Identifier: Apache-2.0
#ifndef POOL_H
#define POOL_H

#include <glib.h>

void pool_begin(void);
void pool_end(void);
void pool_put(const char *name);
GHashTable *pool_table(void);

#endif
