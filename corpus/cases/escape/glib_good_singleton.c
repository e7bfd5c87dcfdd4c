// SPDX-License-Identifier: Apache-2.0
// A static local is made at the first call, and is the same ever after.
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

static int column_of(const char *name) {
    static GHashTable *columns;
    if (!columns) {
        columns = g_hash_table_new(g_str_hash, g_str_equal);
        g_hash_table_insert(columns, (gpointer) "id", GINT_TO_POINTER(1));
        g_hash_table_insert(columns, (gpointer) "name", GINT_TO_POINTER(2));
    }
    return GPOINTER_TO_INT(g_hash_table_lookup(columns, name));
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", column_of(g_strstrip(line)));
    return EXIT_SUCCESS;
}
