// SPDX-License-Identifier: Apache-2.0
// The first of any number of threads makes the table.
#include <glib.h>
#include <stdio.h>

static GHashTable *mime_types(void) {
    static GHashTable *types;
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        types = g_hash_table_new(g_str_hash, g_str_equal);
        g_hash_table_insert(types, (gpointer) "html", (gpointer) "text/html");
        g_hash_table_insert(types, (gpointer) "png", (gpointer) "image/png");
        g_once_init_leave(&ready, 1);
    }
    return types;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        const char *type = g_hash_table_lookup(mime_types(), g_strstrip(line));
        puts(type ? type : "application/octet-stream");
    }
    return 0;
}
