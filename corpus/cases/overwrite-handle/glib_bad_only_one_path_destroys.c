// SPDX-License-Identifier: Apache-2.0
// A reload destroys the table that is there; an import, on the other path, only replaces it.
#include <glib.h>
#include <stdio.h>

static GHashTable *settings;

static GHashTable *parse(const char *text) {
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(table, g_strdup(text));
    return table;
}

static void reload(const char *text) {
    if (settings)
        g_hash_table_destroy(settings);
    settings = parse(text);
}

static void import(const char *text) {
    settings = parse(text); // expect-fn: overwrite-handle
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        if (g_str_has_prefix(line, "user"))
            import(line);
        else
            reload(line);
        printf("%u settings\n", g_hash_table_size(settings));
    }
    return 0;
}
