// SPDX-License-Identifier: Apache-2.0
// The pool's table is handed out, and destroyed while the handle is still out.
#include "pool.h"

static GHashTable *pool;

void pool_begin(void) {
    pool = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void pool_end(void) {
    g_clear_pointer(&pool, g_hash_table_destroy);
}

void pool_put(const char *name) {
    g_hash_table_add(pool, g_strdup(name));
}

GHashTable *pool_table(void) {
    return pool;
}
