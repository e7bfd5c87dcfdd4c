// SPDX-License-Identifier: Apache-2.0
// The worker counts while main asks for the number of clients; neither takes a lock.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *hits;

static void *serve(void *input) {
    unsigned id;
    while (fscanf(input, "%*[^0-9]%u", &id) == 1) {
        uint32_t client = id % 64;
        void *slot;
        if (gomap_assign(hits, &client, &slot) == GOMAP_OK) // expect-fn: unsync-write
            ++*(uint32_t *)slot;
    }
    return NULL;
}

int main(void) {
    pthread_t worker;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &hits) != GOMAP_OK)
        return 1;
    if (pthread_create(&worker, NULL, serve, stdin) == 0) {
        printf("%zu clients so far\n", gomap_len(hits));
        pthread_join(worker, NULL);
    }
    gomap_free(hits);
    return 0;
}
