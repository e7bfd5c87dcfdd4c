// SPDX-License-Identifier: Apache-2.0
// The cleanup attribute destroys the set on the way out.
#include <glib.h>
#include <stdio.h>

static guint distinct_words(const char *line) {
    g_autoptr(GHashTable) words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) split = g_strsplit(line, " ", -1);
    for (gchar **word = split; *word; word++)
        g_hash_table_add(words, g_strdup(*word));
    return g_hash_table_size(words);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%u\n", distinct_words(line));
    return 0;
}
