// SPDX-License-Identifier: Apache-2.0
// Two threads look a route up and insert it when it is new, under a GMutex.
#include <glib.h>

typedef struct {
    guint hits;
} Route;

static GHashTable *routes;
static GMutex lock;

static void count(const char *name) {
    g_mutex_lock(&lock);
    Route *route = g_hash_table_lookup(routes, name);
    if (!route) {
        route = g_new0(Route, 1);
        g_hash_table_insert(routes, (gpointer)name, route);
    }
    route->hits++;
    g_mutex_unlock(&lock);
}

static gpointer serve(gpointer data) {
    (void)data;
    for (int request = 0; request < 100; request++)
        count(request % 5 ? "/index" : "/status");
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
