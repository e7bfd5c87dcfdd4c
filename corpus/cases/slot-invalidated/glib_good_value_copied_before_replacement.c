// SPDX-License-Identifier: Apache-2.0
// The old address is copied before the insertion under the same key frees it.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[64];
    GHashTable *addresses = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    g_hash_table_insert(addresses, (gpointer) "gateway", g_strdup("10.0.0.1"));
    while (fgets(line, sizeof line, stdin)) {
        g_autofree char *old = g_strdup(g_hash_table_lookup(addresses, "gateway"));
        g_hash_table_insert(addresses, (gpointer) "gateway", g_strdup(line));
        printf("%s became %s", old, line);
    }
    g_hash_table_destroy(addresses);
    return 0;
}
