// SPDX-License-Identifier: Apache-2.0
// Client and server share one table of options, and each drops a reference of its own.
#include <glib.h>
#include <stdio.h>

struct peer {
    GHashTable *options;
};

static void peer_begin(struct peer *peer, GHashTable *options) {
    peer->options = g_hash_table_ref(options);
}

static void peer_end(struct peer *peer) {
    g_hash_table_unref(peer->options);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        GHashTable *options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        struct peer client, server;
        g_hash_table_add(options, g_strdup(line));
        peer_begin(&client, options);
        peer_begin(&server, options);
        g_hash_table_unref(options);
        printf("%u\n", g_hash_table_size(client.options));
        peer_end(&client);
        peer_end(&server);
    }
    return 0;
}
