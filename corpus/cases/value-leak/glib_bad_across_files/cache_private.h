// SPDX-License-Identifier: Apache-2.0
#ifndef CACHE_PRIVATE_H
#define CACHE_PRIVATE_H

#include <glib.h>

extern GHashTable *cache;

#endif
