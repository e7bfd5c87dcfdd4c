// SPDX-License-Identifier: Apache-2.0
// The pool takes the table only while it has room; the refused one is destroyed.
#include <glib.h>
#include <stdio.h>

typedef struct {
    GHashTable *tables[4];
    unsigned count;
} Pool;

static gboolean pool_offer(Pool *pool, GHashTable *table) {
    if (pool->count == G_N_ELEMENTS(pool->tables))
        return FALSE;
    pool->tables[pool->count++] = table;
    return TRUE;
}

static void prepare(Pool *pool, const char *line) {
    GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(table, (gpointer) "kind", GINT_TO_POINTER(line[0]));
    if (!pool_offer(pool, table)) {
        puts("full");
        g_hash_table_destroy(table);
    }
}

int main(void) {
    char line[256];
    Pool pool = {{NULL}, 0};
    while (fgets(line, sizeof line, stdin))
        prepare(&pool, line);
    for (unsigned i = 0; i < pool.count; i++)
        g_hash_table_destroy(pool.tables[i]);
    return 0;
}
