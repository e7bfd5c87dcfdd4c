// SPDX-License-Identifier: Apache-2.0
// Removing, as if the table had one.
#include "cache.h"
#include "cache_private.h"

void cache_invalidate(const char *name) {
    g_hash_table_remove(cache, name); // expect: value-leak
}
