// SPDX-License-Identifier: Apache-2.0
// The list of all values is taken and freed with its elements before the table goes.
#include <glib.h>
#include <stdio.h>

static void collect(const char *line) {
    GHashTable *parts = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (gint i = 0; line[i]; i++)
        g_hash_table_insert(parts, GINT_TO_POINTER(i), g_strndup(line + i, 1));
    printf("%u\n", g_hash_table_size(parts));
    g_list_free_full(g_hash_table_get_values(parts), g_free);
    g_hash_table_destroy(parts);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        collect(line);
    return 0;
}
