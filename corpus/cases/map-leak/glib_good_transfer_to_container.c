// SPDX-License-Identifier: Apache-2.0
// The outer table owns the inner ones: its destroy-notify ends them.
// proof: grows "all sections are kept, and freed as a whole"
#include <glib.h>
#include <stdio.h>

static void add_section(GHashTable *sections, const char *name) {
    GHashTable *section = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(section, (gpointer) "lines", GINT_TO_POINTER(1));
    g_hash_table_replace(sections, g_strdup(name), section);
}

int main(void) {
    char line[256];
    GHashTable *sections =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    while (fgets(line, sizeof line, stdin))
        add_section(sections, line);
    printf("%u\n", g_hash_table_size(sections));
    g_hash_table_destroy(sections);
    return 0;
}
