// SPDX-License-Identifier: Apache-2.0
// The same catalogue, which another function lets go of after each use.
#include <glib.h>
#include <stdio.h>

static GHashTable *catalogue;

static void refresh(const char *line) {
    GHashTable *next = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(next, g_strdup(line));
    catalogue = next;
}

static void retire(void) {
    if (catalogue)
        g_hash_table_destroy(catalogue);
    catalogue = NULL;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        refresh(line);
        printf("%u\n", g_hash_table_size(catalogue));
        retire();
    }
    return 0;
}
