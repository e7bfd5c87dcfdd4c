// SPDX-License-Identifier: Apache-2.0
// The pool takes the table only while it has room; the refused one is nobody's.
#include <glib.h>
#include <stdio.h>

static GHashTable *pool[4];
static unsigned pooled;

static gboolean pool_offer(GHashTable *table) {
    if (pooled == G_N_ELEMENTS(pool))
        return FALSE;
    pool[pooled++] = table;
    return TRUE;
}

static void prepare(const char *line) {
    GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal); // expect: map-leak
    g_hash_table_insert(table, (gpointer) "kind", GINT_TO_POINTER(line[0]));
    if (!pool_offer(table))
        puts("full");
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        prepare(line);
    for (unsigned i = 0; i < pooled; i++)
        g_hash_table_destroy(pool[i]);
    return 0;
}
