// SPDX-License-Identifier: Apache-2.0
// There are as many keys as the enumeration has names.
#include <glib.h>
#include <stdio.h>

typedef enum { LEVEL_INFO, LEVEL_WARNING, LEVEL_ERROR } Level;

static GHashTable *counts;

static Level level_of(const char *line) {
    switch (line[0]) {
    case 'E':
        return LEVEL_ERROR;
    case 'W':
        return LEVEL_WARNING;
    default:
        return LEVEL_INFO;
    }
}

static void count(Level level) {
    gpointer key = GINT_TO_POINTER(level);
    guint before = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
    g_hash_table_insert(counts, key, GUINT_TO_POINTER(before + 1));
}

int main(void) {
    char line[256];
    counts = g_hash_table_new(g_direct_hash, g_direct_equal);
    while (fgets(line, sizeof line, stdin))
        count(level_of(line));
    printf("%u levels\n", g_hash_table_size(counts));
    return 0;
}
