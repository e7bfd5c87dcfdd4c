// SPDX-License-Identifier: Apache-2.0
// Every connection's context goes into a global list, and leaves it when the connection ends.
#include <glib.h>
#include <stdio.h>

typedef struct Connection {
    GHashTable *attributes;
    struct Connection *next;
} Connection;

static Connection *connections;

static Connection *accept_connection(const char *peer) {
    Connection *connection = g_new0(Connection, 1);
    connection->attributes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    g_hash_table_insert(connection->attributes, (gpointer) "peer", g_strdup(peer));
    connection->next = connections;
    connections = connection;
    return connection;
}

static void close_connection(Connection *connection) {
    Connection **link = &connections;
    while (*link != connection)
        link = &(*link)->next;
    *link = connection->next;
    g_hash_table_destroy(connection->attributes);
    g_free(connection);
}

int main(void) {
    char line[128];
    while (fgets(line, sizeof line, stdin)) {
        Connection *connection = accept_connection(line);
        printf("%s", (char *)g_hash_table_lookup(connection->attributes, "peer"));
        close_connection(connection);
    }
    return 0;
}
