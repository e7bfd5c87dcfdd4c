// SPDX-License-Identifier: Apache-2.0
// The first lines are a batch, which is destroyed; the late lines go into a new one.
// proof: grows "the new batch has every late line"
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    GHashTable *batch = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int n = 0; n < 20 && fgets(line, sizeof line, stdin); n++)
        g_hash_table_add(batch, g_strdup(line));
    printf("%u lines\n", g_hash_table_size(batch));
    g_hash_table_destroy(batch);
    batch = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin))
        g_hash_table_add(batch, g_strdup(line));
    g_hash_table_destroy(batch);
    return 0;
}
