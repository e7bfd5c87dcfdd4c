// SPDX-License-Identifier: Apache-2.0
#ifndef CACHE_H
#define CACHE_H

void cache_init(void);
void cache_fill(const char *name);
const char *cache_find(const char *name);
void cache_invalidate(const char *name);

#endif
