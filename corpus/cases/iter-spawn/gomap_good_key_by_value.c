// SPDX-License-Identifier: Apache-2.0
// Each thread gets the client's number itself, and is joined.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

enum { MAX_CLIENTS = 32 };

static void *ping(void *data) {
    printf("ping %u\n", (unsigned)(uintptr_t)data);
    return NULL;
}

int main(void) {
    unsigned id;
    pthread_t threads[MAX_CLIENTS];
    size_t n = 0;
    GomapIter it;
    GomapType type = gomap_type_u32(0);
    Gomap *clients;
    if (gomap_new(&type, 0, &clients) != GOMAP_OK)
        return 1;
    while (gomap_len(clients) < MAX_CLIENTS && scanf("%*[^0-9]%u", &id) == 1)
        gomap_put(clients, &id, NULL);
    for (gomap_iter_init(&it, clients); gomap_iter_next(&it);) {
        uintptr_t client = *(const uint32_t *)it.key;
        if (pthread_create(&threads[n], NULL, ping, (void *)client) == 0)
            n++;
    }
    while (n > 0)
        pthread_join(threads[--n], NULL);
    gomap_free(clients);
    return 0;
}
