// SPDX-License-Identifier: Apache-2.0
// on_request -> count -> registry_enter: the lock is taken and given back by wrappers.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

static struct {
    pthread_mutex_t lock;
    Gomap *hits;
} registry = {.lock = PTHREAD_MUTEX_INITIALIZER};

static Gomap *registry_enter(void) {
    pthread_mutex_lock(&registry.lock);
    return registry.hits;
}

static void registry_leave(void) {
    pthread_mutex_unlock(&registry.lock);
}

static void count(uint32_t client) {
    void *slot;
    Gomap *hits = registry_enter();
    if (gomap_assign(hits, &client, &slot) == GOMAP_OK)
        ++*(uint32_t *)slot;
    registry_leave();
}

static void *on_requests(void *input) {
    unsigned id;
    count(64); // the worker itself
    while (fscanf(input, "%*[^0-9]%u", &id) == 1)
        count(id % 64);
    return NULL;
}

int main(void) {
    pthread_t workers[2];
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &registry.hits) != GOMAP_OK)
        return 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&workers[i], NULL, on_requests, stdin) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(workers[i], NULL);
    gomap_free(registry.hits);
    return 0;
}
