// SPDX-License-Identifier: Apache-2.0
// Each reload destroys the table before the one it puts there.
#include <glib.h>
#include <stdio.h>

static GHashTable *settings;

static void reload(const char *text) {
    GHashTable *fresh = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    gchar **pairs = g_strsplit(text, " ", -1);
    for (gchar **pair = pairs; *pair; pair++) {
        gchar **sides = g_strsplit(*pair, "=", 2);
        if (sides[0] && sides[1])
            g_hash_table_insert(fresh, g_strdup(sides[0]), g_strdup(sides[1]));
        g_strfreev(sides);
    }
    g_strfreev(pairs);
    if (settings)
        g_hash_table_destroy(settings);
    settings = fresh;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        reload(line);
        printf("%u settings\n", g_hash_table_size(settings));
    }
    return 0;
}
