// SPDX-License-Identifier: Apache-2.0
// The worker counts and main asks for the number of clients under one mutex.
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

int main(void) {
    pthread_t worker;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &hits) != GOMAP_OK)
        return 1;
    if (pthread_create(&worker, NULL, serve, stdin) == 0) {
        pthread_mutex_lock(&lock);
        printf("%zu clients so far\n", gomap_len(hits));
        pthread_mutex_unlock(&lock);
        pthread_join(worker, NULL);
    }
    gomap_free(hits);
    return 0;
}
