// SPDX-License-Identifier: Apache-2.0
// A word that is there already keeps its old key; the copy that was made for it is freed.
// proof: grows "the table has every word once, and is freed as a whole"
#include <glib.h>
#include <stdio.h>
#include <string.h>

static void count(GHashTable *counts, const char *word) {
    gsize n = GPOINTER_TO_SIZE(g_hash_table_lookup(counts, word));
    char *key = g_strdup(word);
    if (!g_hash_table_insert(counts, key, GSIZE_TO_POINTER(n + 1)))
        g_free(key);
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
