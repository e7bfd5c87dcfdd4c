// SPDX-License-Identifier: Apache-2.0
// The array has the table of each section before the variable gets the next one.
// proof: grows "the array has the table of every section, and is freed as a whole"
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    GPtrArray *sections = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_destroy);
    GHashTable *section = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_ptr_array_add(sections, section);
    while (fgets(line, sizeof line, stdin)) {
        if (g_str_has_prefix(line, "user") && sections->len < 100) {
            section = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
            g_ptr_array_add(sections, section);
        }
        g_hash_table_add(section, g_strdup(line));
    }
    printf("%u sections\n", sections->len);
    g_ptr_array_unref(sections);
    return 0;
}
