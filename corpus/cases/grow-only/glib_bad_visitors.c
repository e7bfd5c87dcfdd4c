// SPDX-License-Identifier: Apache-2.0
// The server's loop remembers every visitor for ever.
#include <glib.h>
#include <stdio.h>

static GHashTable *visitors;

int main(void) {
    char line[256];
    visitors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        if (!g_hash_table_contains(visitors, line))
            puts("welcome");
        g_hash_table_add(visitors, g_strdup(line)); // expect: grow-only
    }
    return 0;
}
