// SPDX-License-Identifier: Apache-2.0
// The table points into a vector that its maker frees.
#include <glib.h>
#include <stdio.h>

static void index_fields(gchar **fields) {
    GHashTable *by_name = g_hash_table_new(g_str_hash, g_str_equal);
    for (gchar **field = fields; *field; field++)
        g_hash_table_insert(by_name, *field, *field);
    printf("%u\n", g_hash_table_size(by_name));
    g_hash_table_remove(by_name, "user");
    g_hash_table_destroy(by_name);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        gchar **fields = g_strsplit(line, " ", -1);
        index_fields(fields);
        g_strfreev(fields);
    }
    return 0;
}
