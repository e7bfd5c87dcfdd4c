// SPDX-License-Identifier: Apache-2.0
// The set is asked for its size, and then destroyed.
#include <glib.h>
#include <stdio.h>

static guint distinct_words(const char *line) {
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gchar **split = g_strsplit(line, " ", -1);
    for (gchar **word = split; *word; word++)
        g_hash_table_add(words, g_strdup(*word));
    g_strfreev(split);
    guint count = g_hash_table_size(words);
    g_hash_table_destroy(words);
    return count;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%u\n", distinct_words(line));
    return 0;
}
