// SPDX-License-Identifier: Apache-2.0
// A miss gives the reader's side back and takes the writer's, looks again, and inserts.
#include <glib.h>

typedef struct {
    guint hits;
} Route;

static GHashTable *routes;
static GRWLock lock;

static void add(const char *name) {
    g_rw_lock_writer_lock(&lock);
    if (!g_hash_table_contains(routes, name))
        g_hash_table_insert(routes, (gpointer)name, g_new0(Route, 1));
    g_rw_lock_writer_unlock(&lock);
}

static gboolean count(const char *name) {
    g_rw_lock_reader_lock(&lock);
    Route *route = g_hash_table_lookup(routes, name);
    if (route)
        g_atomic_int_inc(&route->hits);
    g_rw_lock_reader_unlock(&lock);
    return route != NULL;
}

static gpointer serve(gpointer data) {
    (void)data;
    for (int request = 0; request < 100; request++)
        if (!count(request % 5 ? "/index" : "/status"))
            add(request % 5 ? "/index" : "/status");
    return NULL;
}

int main(void) {
    routes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    GThread *first = g_thread_new("first", serve, NULL);
    GThread *second = g_thread_new("second", serve, NULL);
    g_thread_join(first);
    g_thread_join(second);
    g_hash_table_destroy(routes);
    return 0;
}
