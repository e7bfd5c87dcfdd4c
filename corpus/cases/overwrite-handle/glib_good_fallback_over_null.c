// SPDX-License-Identifier: Apache-2.0
// Without an option there is no table to lose: the parser answers with NULL.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GHashTable *parse(char *text) {
    GHashTable *options = NULL;
    for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n"))
        if (strchr(word, '=')) {
            if (!options)
                options = g_hash_table_new(g_str_hash, g_str_equal);
            g_hash_table_add(options, word);
        }
    return options;
}

static GHashTable *defaults(void) {
    GHashTable *options = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_add(options, (gpointer) "level=1");
    return options;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        GHashTable *options = parse(line);
        if (!options)
            options = defaults();
        printf("%u\n", g_hash_table_size(options));
        g_hash_table_destroy(options);
    }
    return 0;
}
