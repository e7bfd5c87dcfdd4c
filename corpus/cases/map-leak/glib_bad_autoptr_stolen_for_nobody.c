// SPDX-License-Identifier: Apache-2.0
// The table is taken away from the cleanup attribute, and then only looked at.
#include <glib.h>
#include <stdio.h>

static void show(GHashTable *values) {
    printf("%u values\n", g_hash_table_size(values));
}

static void parse(const char *line) {
    g_autoptr(GHashTable) values = g_hash_table_new(g_str_hash, g_str_equal); // expect: map-leak
    g_hash_table_insert(values, (gpointer) "first", GINT_TO_POINTER(line[0]));
    show(g_steal_pointer(&values));
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        parse(line);
    return 0;
}
