// SPDX-License-Identifier: Apache-2.0
// The sweeper removes and the server inserts under the cache's own lock.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

struct cache {
    Gomap *pages;
    pthread_mutex_t lock;
};

static void *sweep(void *data) {
    struct cache *cache = data;
    for (uint32_t page = 0; page < 64; page += 2) {
        pthread_mutex_lock(&cache->lock);
        gomap_remove(cache->pages, &page);
        pthread_mutex_unlock(&cache->lock);
    }
    return NULL;
}

static void store(struct cache *cache, uint32_t page, uint32_t size) {
    pthread_mutex_lock(&cache->lock);
    gomap_put(cache->pages, &page, &size);
    pthread_mutex_unlock(&cache->lock);
}

int main(void) {
    unsigned id;
    pthread_t sweeper;
    struct cache cache = {.lock = PTHREAD_MUTEX_INITIALIZER};
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &cache.pages) != GOMAP_OK)
        return 1;
    if (pthread_create(&sweeper, NULL, sweep, &cache) == 0) {
        store(&cache, 0, 4096);
        while (scanf("%*[^0-9]%u", &id) == 1)
            store(&cache, id % 64, id);
        pthread_join(sweeper, NULL);
    }
    gomap_free(cache.pages);
    return 0;
}
