// SPDX-License-Identifier: Apache-2.0
// Both ways out of the function come past the destruction of the set.
#include <glib.h>
#include <stdio.h>

static gboolean all_distinct(const char *text) {
    gboolean distinct = TRUE;
    if (!*text)
        return TRUE;
    GHashTable *seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (; *text && distinct; text++)
        distinct = g_hash_table_add(seen, GINT_TO_POINTER(*text));
    g_hash_table_destroy(seen);
    return distinct;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        puts(all_distinct(line) ? "distinct" : "repeated");
    return 0;
}
