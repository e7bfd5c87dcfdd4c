// SPDX-License-Identifier: Apache-2.0
// The set that counts the distinct words of a line is dropped with its function.
#include <glib.h>
#include <stdio.h>

static guint distinct_words(const char *line) {
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    // expect@-1: map-leak
    gchar **split = g_strsplit(line, " ", -1);
    for (gchar **word = split; *word; word++)
        g_hash_table_add(words, g_strdup(*word));
    g_strfreev(split);
    return g_hash_table_size(words);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%u\n", distinct_words(line));
    return 0;
}
