// SPDX-License-Identifier: Apache-2.0
#include "query.h"

#include <string.h>

GHashTable *query_parse(const char *text) {
    const char *equals = strchr(text, '=');
    if (!equals)
        return NULL;
    GHashTable *query = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(query, g_strndup(text, (gsize)(equals - text)), g_strdup(equals + 1));
    return query;
}

void query_free(GHashTable *query) {
    g_hash_table_destroy(query);
}
