// SPDX-License-Identifier: Apache-2.0
// Errors leave the table to the cleanup attribute; success takes it away from there for the caller.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GHashTable *parse(const char *line) {
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *equals = strchr(line, '=');
    if (!equals)
        return NULL;
    g_hash_table_insert(values, g_strndup(line, (gsize)(equals - line)), g_strdup(equals + 1));
    return g_steal_pointer(&values);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        g_autoptr(GHashTable) values = parse(line);
        puts(values ? "parsed" : "refused");
    }
    return 0;
}
