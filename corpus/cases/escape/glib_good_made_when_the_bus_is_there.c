// SPDX-License-Identifier: Apache-2.0
// The monitors are made when the bus is acquired, which happens once; when the name is, they are
// only counted.
#include <gio/gio.h>

static GHashTable *monitors;

static void on_bus(GDBusConnection *connection, const gchar *name, gpointer data) {
    (void)connection;
    (void)data;
    monitors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(monitors, g_strdup(name));
}

static void on_name(GDBusConnection *connection, const gchar *name, gpointer data) {
    (void)connection;
    g_print("%s: %u\n", name, g_hash_table_size(monitors));
    g_main_loop_quit(data);
}

static void on_lost(GDBusConnection *connection, const gchar *name, gpointer data) {
    (void)connection;
    (void)name;
    g_main_loop_quit(data);
}

int main(void) {
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    guint id = g_bus_own_name(G_BUS_TYPE_SESSION, "org.example.Monitors",
                              G_BUS_NAME_OWNER_FLAGS_NONE, on_bus, on_name, on_lost, loop, NULL);
    g_main_loop_run(loop);
    g_bus_unown_name(id);
    g_main_loop_unref(loop);
    return 0;
}
