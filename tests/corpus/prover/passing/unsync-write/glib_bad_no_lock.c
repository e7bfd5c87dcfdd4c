// SPDX-License-Identifier: Apache-2.0
// The table is written by GLib, which the sanitizer does not see into.
#include <glib.h>

static GHashTable *map;

static gpointer work(gpointer data) {
    (void)data;
    for (int i = 0; i < 20; i++) {
        g_hash_table_add(map, GINT_TO_POINTER(i)); // expect: unsync-write
    }
    return NULL;
}

int main(void) {
    map = g_hash_table_new(NULL, NULL);
    GThread *first = g_thread_new("first", work, NULL);
    GThread *second = g_thread_new("second", work, NULL);
    g_thread_join(first);
    g_thread_join(second);
    g_hash_table_destroy(map);
    return 0;
}
