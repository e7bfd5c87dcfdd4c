// SPDX-License-Identifier: Apache-2.0
// on_request -> charge -> log_client: the log is written first, the quota's slot fetched after it.
#include <runtime/gomap.h>
#include <stdio.h>

struct server {
    Gomap *used; // bytes by client and hour, in all at hour 24
};

static long *quota_of(struct server *server, uint64_t client) {
    void *slot;
    return gomap_assign(server->used, &client, &slot) == GOMAP_OK ? slot : NULL;
}

static void log_client(struct server *server, uint64_t client) {
    for (uint64_t hour = 0; hour < 24; hour++)
        quota_of(server, 32 * client + hour);
}

static void charge(struct server *server, uint64_t client, long bytes) {
    log_client(server, client);
    long *quota = quota_of(server, 32 * client + 24);
    if (quota)
        *quota += bytes;
}

static void on_request(struct server *server, unsigned client) {
    charge(server, client, 128);
}

int main(void) {
    unsigned id;
    struct server server;
    GomapType type = gomap_type_u64(sizeof(long));
    if (gomap_new(&type, 0, &server.used) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u", &id) == 1)
        on_request(&server, id);
    gomap_free(server.used);
    return 0;
}
