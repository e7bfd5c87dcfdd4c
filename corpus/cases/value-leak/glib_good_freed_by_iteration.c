// SPDX-License-Identifier: Apache-2.0
// An iteration frees each value, then the table is destroyed.
#include <glib.h>
#include <stdio.h>

static void lengths(char *line) {
    GHashTableIter iter;
    gpointer value;
    GHashTable *ends = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(ends, (gpointer) "first", g_strndup(line, 1));
    printf("%s\n", (char *)g_hash_table_lookup(ends, "first"));
    g_hash_table_iter_init(&iter, ends);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_free(value);
    g_hash_table_destroy(ends);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        lengths(line);
    return 0;
}
