// SPDX-License-Identifier: Apache-2.0
// A failed parse destroys the table and resets the global, so that the next one starts afresh.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GHashTable *defines;

static gboolean begin_file(const char *name) {
    if (defines) {
        g_hash_table_destroy(defines);
        defines = NULL;
    }
    if (!strchr(name, '.'))
        return FALSE;
    defines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(defines, g_strdup(name));
    return TRUE;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        if (begin_file(line))
            printf("%u\n", g_hash_table_size(defines));
    return 0;
}
