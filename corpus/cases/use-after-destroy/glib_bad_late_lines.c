// SPDX-License-Identifier: Apache-2.0
// The first lines are a batch, which is destroyed; the late lines go into it all the same.
#include <glib.h>
#include <stdio.h>

int main(void) {
    char line[256];
    GHashTable *batch = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int n = 0; n < 20 && fgets(line, sizeof line, stdin); n++)
        g_hash_table_add(batch, g_strdup(line));
    printf("%u lines\n", g_hash_table_size(batch));
    g_hash_table_destroy(batch);
    while (fgets(line, sizeof line, stdin))
        g_hash_table_add(batch, g_strdup(line)); // expect-fn: use-after-destroy
    return 0;
}
