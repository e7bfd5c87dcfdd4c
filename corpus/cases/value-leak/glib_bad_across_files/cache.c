// SPDX-License-Identifier: Apache-2.0
// Making and filling: the table has no value notify.
#include "cache.h"

#include "cache_private.h"

GHashTable *cache;

void cache_init(void) {
    cache = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void cache_fill(const char *name) {
    if (!g_hash_table_lookup(cache, name))
        g_hash_table_insert(cache, g_strdup(name), g_strdup_printf("page of %s", name));
}

const char *cache_find(const char *name) {
    return g_hash_table_lookup(cache, name);
}
