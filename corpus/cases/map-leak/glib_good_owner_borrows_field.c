// SPDX-License-Identifier: Apache-2.0
// The client only looks into the server's table, so freeing the client leaves that alone.
#include <glib.h>
#include <stdio.h>

typedef struct {
    char *name;
    GHashTable *server_settings; // the server's
} Client;

static void serve(const char *name, GHashTable *settings) {
    Client *client = g_new0(Client, 1);
    client->name = g_strdup(name);
    client->server_settings = settings;
    printf("%u\n", g_hash_table_size(client->server_settings));
    g_free(client->name);
    g_free(client);
}

int main(void) {
    char line[256];
    GHashTable *settings = g_hash_table_new(g_str_hash, g_str_equal);
    while (fgets(line, sizeof line, stdin))
        serve(line, settings);
    g_hash_table_destroy(settings);
    return 0;
}
