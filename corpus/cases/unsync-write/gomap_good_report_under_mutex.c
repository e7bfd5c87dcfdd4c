// SPDX-License-Identifier: Apache-2.0
// The worker counts and main asks how often client 0 came under one mutex.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *hits;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *serve(void *input) {
    unsigned id;
    while (fscanf(input, "%*[^0-9]%u", &id) == 1) {
        uint32_t client = id % 64;
        void *slot;
        pthread_mutex_lock(&lock);
        if (gomap_assign(hits, &client, &slot) == GOMAP_OK)
            ++*(uint32_t *)slot;
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static uint32_t hits_of(uint32_t client) {
    const uint32_t *found = gomap_find(hits, &client);
    return found ? *found : 0;
}

int main(void) {
    pthread_t worker;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &hits) != GOMAP_OK)
        return 1;
    gomap_put(hits, &(uint32_t){0}, &(uint32_t){0});
    if (pthread_create(&worker, NULL, serve, stdin) == 0) {
        pthread_mutex_lock(&lock);
        printf("client 0 came %u times so far\n", hits_of(0));
        pthread_mutex_unlock(&lock);
        pthread_join(worker, NULL);
    }
    gomap_free(hits);
    return 0;
}
