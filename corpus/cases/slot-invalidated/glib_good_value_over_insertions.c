// SPDX-License-Identifier: Apache-2.0
// A lookup answers with the value itself, which stays where it is when the table grows.
// proof: grows "the table has every entry of the input, and is freed as a whole"
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[64];
    GHashTable *hits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(hits, g_strdup("total"), g_new0(guint, 1));
    guint *total = g_hash_table_lookup(hits, "total");
    while (fgets(line, sizeof line, stdin)) {
        if (!g_hash_table_contains(hits, line))
            g_hash_table_insert(hits, g_strdup(line), g_new0(guint, 1));
        ++*total;
    }
    printf("%u lines\n", *total);
    g_hash_table_destroy(hits);
    return 0;
}
