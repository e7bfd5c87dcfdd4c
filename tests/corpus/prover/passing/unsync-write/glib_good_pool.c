// SPDX-License-Identifier: Apache-2.0
#include <glib.h>

static GHashTable *map;
static GMutex lock;

static void work(gpointer item, gpointer data) {
    (void)data;
    g_mutex_lock(&lock);
    g_hash_table_add(map, item);
    g_mutex_unlock(&lock);
}

int main(void) {
    map = g_hash_table_new(NULL, NULL);
    GThreadPool *pool = g_thread_pool_new(work, NULL, 2, FALSE, NULL);
    for (int i = 1; i < 20; i++)
        g_thread_pool_push(pool, GINT_TO_POINTER(i), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    g_hash_table_destroy(map);
    return 0;
}
