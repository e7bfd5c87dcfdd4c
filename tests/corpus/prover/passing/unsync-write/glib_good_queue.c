// SPDX-License-Identifier: Apache-2.0
#include <glib.h>

static GAsyncQueue *queue;

static gpointer work(gpointer data) {
    gpointer map;
    while ((map = g_async_queue_pop(queue)) != (gpointer)queue) {
        g_hash_table_add(map, queue);
        g_hash_table_destroy(map);
    }
    return data;
}

int main(void) {
    queue = g_async_queue_new();
    GThread *worker = g_thread_new("worker", work, NULL);
    for (int i = 0; i < 20; i++) {
        GHashTable *map = g_hash_table_new(NULL, NULL);
        g_hash_table_add(map, map);
        g_async_queue_push(queue, map);
    }
    g_async_queue_push(queue, queue);
    g_thread_join(worker);
    g_async_queue_unref(queue);
    return 0;
}
