// SPDX-License-Identifier: Apache-2.0
// Shutdown destroys the last catalogue; all those before it were lost at each refresh.
#include <glib.h>
#include <stdio.h>

static GHashTable *catalogue;

static void refresh(const char *line) {
    GHashTable *next = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(next, g_strdup(line));
    catalogue = next; // expect: escape
}

static void shut_down(void) {
    if (catalogue)
        g_hash_table_destroy(catalogue);
    catalogue = NULL;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        refresh(line);
        printf("%u\n", g_hash_table_size(catalogue));
    }
    shut_down();
    return 0;
}
