// SPDX-License-Identifier: Apache-2.0
// A client is freed with both its tables; a helper destroys them.
#include <glib.h>
#include <stdio.h>

typedef struct {
    char *name;
    GHashTable *headers;
    GHashTable *cookies;
} Client;

static Client *client_new(const char *name) {
    Client *client = g_new0(Client, 1);
    client->name = g_strdup(name);
    client->headers = g_hash_table_new(g_str_hash, g_str_equal);
    client->cookies = g_hash_table_new(g_str_hash, g_str_equal);
    return client;
}

static void client_reset(Client *client) {
    g_clear_pointer(&client->headers, g_hash_table_destroy);
    g_clear_pointer(&client->cookies, g_hash_table_destroy);
}

static void client_free(Client *client) {
    client_reset(client);
    g_free(client->name);
    g_free(client);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        Client *client = client_new(line);
        printf("%u\n", g_hash_table_size(client->headers) + g_hash_table_size(client->cookies));
        client_free(client);
    }
    return 0;
}
