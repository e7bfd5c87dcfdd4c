// SPDX-License-Identifier: Apache-2.0
// Each thread gets the address of the iterator, which main moves on meanwhile.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

enum { MAX_CLIENTS = 32 };

static void *ping(void *data) {
    const GomapIter *client = data;
    printf("ping %u\n", *(const uint32_t *)client->key);
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
    for (gomap_iter_init(&it, clients); gomap_iter_next(&it);)
        if (pthread_create(&threads[n], NULL, ping, &it) == 0) // expect-fn: iter-spawn
            n++;
    while (n > 0)
        pthread_join(threads[--n], NULL);
    gomap_free(clients);
    return 0;
}
