// SPDX-License-Identifier: Apache-2.0
#include <glib.h>

int main(void) {
    gpointer key;
    GHashTableIter iter;
    GHashTable *map = g_hash_table_new(NULL, NULL);
    g_hash_table_add(map, GINT_TO_POINTER(1));
    g_hash_table_add(map, GINT_TO_POINTER(2));
    g_hash_table_iter_init(&iter, map);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        g_hash_table_remove(map, key); // expect: mutate-while-iterating
    g_hash_table_destroy(map);
    return 0;
}
