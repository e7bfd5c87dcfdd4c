// SPDX-License-Identifier: Apache-2.0
#ifndef CACHE_H
#define CACHE_H

#include <glib.h>

extern GHashTable *cache;

void cache_init(void);
void cache_fill(const char *name);

#endif
