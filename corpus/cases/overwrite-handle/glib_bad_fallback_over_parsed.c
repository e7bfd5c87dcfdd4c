// SPDX-License-Identifier: Apache-2.0
// An empty result is replaced by the defaults, and the empty table itself is forgotten.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GHashTable *parse(char *text) {
    GHashTable *options = g_hash_table_new(g_str_hash, g_str_equal);
    for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n"))
        if (strchr(word, '='))
            g_hash_table_add(options, word);
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
        GHashTable *options = parse(line); // expect: map-leak
        if (g_hash_table_size(options) == 0)
            options = defaults(); // expect-fn: overwrite-handle
        printf("%u\n", g_hash_table_size(options));
        g_hash_table_destroy(options);
    }
    return 0;
}
