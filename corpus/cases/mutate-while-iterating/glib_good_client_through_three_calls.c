// SPDX-License-Identifier: Apache-2.0
// ping_all -> ping -> mark_gone: a client that does not answer is dropped after the iteration.
#include <glib.h>
#include <stdio.h>

typedef struct {
    guint id;
    guint misses;
} Client;

static GHashTable *clients;

static void mark_gone(Client *client, GSList **gone) {
    *gone = g_slist_prepend(*gone, GUINT_TO_POINTER(client->id));
}

static void ping(Client *client, GSList **gone) {
    if (++client->misses > client->id % 5)
        mark_gone(client, gone);
}

static void ping_all(void) {
    GHashTableIter iter;
    gpointer client;
    GSList *gone = NULL;
    g_hash_table_iter_init(&iter, clients);
    while (g_hash_table_iter_next(&iter, NULL, &client))
        ping(client, &gone);
    for (GSList *at = gone; at; at = at->next)
        g_hash_table_remove(clients, at->data);
    g_slist_free(gone);
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
