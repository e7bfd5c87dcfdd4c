// SPDX-License-Identifier: Apache-2.0
// Only a word that is not there yet is copied; the stored key serves for the others.
// proof: grows "the table has every word once, and is freed as a whole"
#include <glib.h>
#include <stdio.h>
#include <string.h>

static void count(GHashTable *counts, const char *word) {
    gpointer key, n;
    if (!g_hash_table_lookup_extended(counts, word, &key, &n)) {
        key = g_strdup(word);
        n = NULL;
    }
    g_hash_table_insert(counts, key, GSIZE_TO_POINTER(GPOINTER_TO_SIZE(n) + 1));
}

int main(void) {
    char line[256];
    GHashTable *counts = g_hash_table_new(g_str_hash, g_str_equal);
    while (fgets(line, sizeof line, stdin))
        for (char *word = strtok(line, " =\n"); word; word = strtok(NULL, " =\n"))
            count(counts, word);
    GHashTableIter iter;
    gpointer word, n;
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &word, &n)) {
        printf("%s %zu\n", (char *)word, GPOINTER_TO_SIZE(n));
        g_free(word);
    }
    g_hash_table_destroy(counts);
    return 0;
}
