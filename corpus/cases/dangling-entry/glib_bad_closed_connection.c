// SPDX-License-Identifier: Apache-2.0
// A connection that closes is freed while the table still has it, and the broadcast reads it.
#include <glib.h>
#include <stdio.h>

struct connection {
    int id;
    int sent;
};

static GHashTable *connections;

static void broadcast(void) {
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, connections);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        ((struct connection *)value)->sent++;
}

static void serve(int id) {
    struct connection *c = g_new0(struct connection, 1);
    c->id = id;
    g_hash_table_insert(connections, GINT_TO_POINTER(id), c);
    broadcast();
    printf("%d sent\n", c->sent);
    g_free(c); // expect-fn: dangling-entry
}

int main(void) {
    char line[256];
    connections = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (int id = 1; fgets(line, sizeof line, stdin); id++)
        serve(id % 100);
    g_hash_table_destroy(connections);
    return 0;
}
