// SPDX-License-Identifier: Apache-2.0
// The prefixes are copies that no notify frees: a flush forgets all of them.
#include "routes.h"

static GHashTable *routes;

void routes_begin(void) {
    routes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, NULL);
}

void routes_learn(const char *prefix) {
    if (!g_hash_table_contains(routes, prefix))
        g_hash_table_insert(routes, g_strdup(prefix), GINT_TO_POINTER(1));
}

void routes_flush(void) {
    g_hash_table_remove_all(routes); // expect-fn: key-leak
}

unsigned routes_count(void) {
    return g_hash_table_size(routes);
}
