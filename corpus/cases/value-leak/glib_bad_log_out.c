// SPDX-License-Identifier: Apache-2.0
// The table frees its keys only; the removed name is nobody's.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    GHashTable *users = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        if (!g_hash_table_contains(users, line))
            g_hash_table_insert(users, g_strdup(line), g_ascii_strup(line, -1));
        printf("%s", (char *)g_hash_table_lookup(users, line));
        g_hash_table_remove(users, line); // expect: value-leak
    }
    g_hash_table_destroy(users);
    return 0;
}
