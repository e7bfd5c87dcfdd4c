// SPDX-License-Identifier: Apache-2.0
// ping_all -> ping -> drop_client: a client that does not answer is dropped from the table.
#include <glib.h>
#include <stdio.h>

typedef struct {
    guint id;
    guint misses;
} Client;

static GHashTable *clients;

static void drop_client(Client *client) {
    g_hash_table_remove(clients, // expect-fn: mutate-while-iterating
                        GUINT_TO_POINTER(client->id));
}

static void ping(Client *client) {
    if (++client->misses > client->id % 5)
        drop_client(client);
}

static void ping_all(void) {
    GHashTableIter iter;
    gpointer client;
    g_hash_table_iter_init(&iter, clients);
    while (g_hash_table_iter_next(&iter, NULL, &client))
        ping(client);
}

int main(void) {
    guint id;
    clients = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    while (scanf("%*[^0-9]%u", &id) == 1) {
        Client *client = g_new0(Client, 1);
        client->id = id;
        g_hash_table_insert(clients, GUINT_TO_POINTER(id), client);
        ping_all();
    }
    g_hash_table_destroy(clients);
    return 0;
}
