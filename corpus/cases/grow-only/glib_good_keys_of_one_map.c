// SPDX-License-Identifier: Apache-2.0
// One function counts in two maps. The names of kinds are few; the words are dropped when many.
#include <glib.h>
#include <stdio.h>

static GHashTable *kinds, *words;

static void bump(GHashTable *counts, const char *name) {
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, name));
    g_hash_table_insert(counts, g_strdup(name), GUINT_TO_POINTER(n + 1));
}

static void count(GHashTable *counts, const char *name) {
    if (name[0])
        bump(counts, name);
}

int main(void) {
    char line[256];
    kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        count(kinds, line[0] == '-' ? "option" : "name");
        count(words, line);
        if (g_hash_table_size(words) > 50)
            g_hash_table_remove_all(words);
    }
    g_hash_table_destroy(kinds);
    g_hash_table_destroy(words);
    return 0;
}
