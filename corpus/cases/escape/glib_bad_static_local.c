// SPDX-License-Identifier: Apache-2.0
// A static local remembers the last query's columns; the ones before are lost.
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

static int column_of(const char *header, const char *name) {
    static GHashTable *columns;
    if (header) {
        gchar **names = g_strsplit(header, " ", -1);
        GHashTable *fresh = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (int i = 0; names[i]; i++)
            g_hash_table_replace(fresh, g_strdup(names[i]), GINT_TO_POINTER(i + 1));
        g_strfreev(names);
        columns = fresh; // expect: escape
    }
    return columns ? GPOINTER_TO_INT(g_hash_table_lookup(columns, name)) : 0;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d %d\n", column_of(line, "id"), column_of(NULL, "name"));
    return EXIT_SUCCESS;
}
