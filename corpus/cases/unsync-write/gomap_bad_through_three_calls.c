// SPDX-License-Identifier: Apache-2.0
// on_requests -> count -> slot_of: no function on the way to the insertion takes the lock.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

static struct {
    pthread_mutex_t lock;
    Gomap *hits;
} registry = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint32_t *slot_of(uint32_t client) {
    void *slot;
    return gomap_assign(registry.hits, &client, &slot) == GOMAP_OK // expect-fn: unsync-write
               ? slot
               : NULL;
}

static void count(uint32_t client) {
    uint32_t *hits = slot_of(client);
    if (hits)
        ++*hits;
}

static void *on_requests(void *input) {
    unsigned id;
    count(64); // the worker itself
    while (fscanf(input, "%*[^0-9]%u", &id) == 1)
        count(id % 64);
    return NULL;
}

static uint32_t hits_of(uint32_t client) {
    pthread_mutex_lock(&registry.lock);
    const uint32_t *found = gomap_find(registry.hits, &client);
    uint32_t n = found ? *found : 0;
    pthread_mutex_unlock(&registry.lock);
    return n;
}

int main(void) {
    pthread_t worker;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &registry.hits) != GOMAP_OK)
        return 1;
    gomap_put(registry.hits, &(uint32_t){0}, &(uint32_t){0});
    if (pthread_create(&worker, NULL, on_requests, stdin) == 0) {
        printf("client 0 came %u times so far\n", hits_of(0));
        pthread_join(worker, NULL);
    }
    gomap_free(registry.hits);
    return 0;
}
