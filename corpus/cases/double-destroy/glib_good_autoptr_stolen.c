// SPDX-License-Identifier: Apache-2.0
// The table is destroyed through a pointer that was stolen from the variable, whose scope ends
// then.
#include <glib.h>
#include <stdio.h>

static gboolean all_distinct(const char *text) {
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (; *text; text++)
        if (!g_hash_table_add(seen, GINT_TO_POINTER(*text))) {
            g_hash_table_destroy(g_steal_pointer(&seen));
            return FALSE;
        }
    return TRUE;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        puts(all_distinct(line) ? "distinct" : "not distinct");
    return 0;
}
