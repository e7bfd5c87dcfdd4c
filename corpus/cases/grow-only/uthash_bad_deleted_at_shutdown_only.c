// SPDX-License-Identifier: Apache-2.0
// The loop that deletes is behind the one that serves.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct client {
    int port;
    UT_hash_handle hh;
};

static struct client *clients;

static void greet(int port) {
    struct client *client;
    HASH_FIND_INT(clients, &port, client);
    if (client)
        return;
    client = calloc(1, sizeof *client);
    if (!client)
        abort();
    client->port = port;
    HASH_ADD_INT(clients, port, client); // expect: grow-only
}

static void free_clients(void) {
    struct client *client, *next;
    HASH_ITER(hh, clients, client, next) {
        HASH_DEL(clients, client);
        free(client);
    }
}

int main(void) {
    int port;
    while (scanf("%*[^0-9]%d", &port) == 1)
        greet(port);
    printf("%u\n", HASH_COUNT(clients));
    free_clients();
    return 0;
}
