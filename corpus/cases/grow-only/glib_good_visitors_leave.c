// SPDX-License-Identifier: Apache-2.0
// The server's loop forgets a visitor who says goodbye.
#include <glib.h>
#include <stdio.h>

static GHashTable *visitors;

int main(void) {
    char line[256];
    visitors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        if (g_str_has_prefix(line, "bye "))
            g_hash_table_remove(visitors, line + 4);
        else
            g_hash_table_add(visitors, g_strdup(line));
    }
    return 0;
}
