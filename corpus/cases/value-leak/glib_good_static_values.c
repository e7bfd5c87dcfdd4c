// SPDX-License-Identifier: Apache-2.0
// The values are literals and a static object.
#include <glib.h>
#include <stdio.h>

typedef struct {
    const char *type;
} Handler;

static Handler fallback = {"text/plain"};

static void handle(const char *line) {
    GHashTable *handlers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(handlers, g_strdup(line), &fallback);
    g_hash_table_remove(handlers, line);
    g_hash_table_insert(handlers, g_strdup("html"), (gpointer) "text/html");
    printf("%u\n", g_hash_table_size(handlers));
    g_hash_table_destroy(handlers);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        handle(line);
    return 0;
}
