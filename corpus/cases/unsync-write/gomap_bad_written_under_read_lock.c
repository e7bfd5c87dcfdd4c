// SPDX-License-Identifier: Apache-2.0
// The read side of the lock lets both workers in, and both write.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *hits;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void count(uint32_t client) {
    void *slot;
    pthread_rwlock_rdlock(&lock);
    if (gomap_assign(hits, &client, &slot) == GOMAP_OK) // expect-fn: unsync-write
        ++*(uint32_t *)slot;
    pthread_rwlock_unlock(&lock);
}

static void *serve(void *input) {
    unsigned id;
    count(64); // the worker itself
    while (fscanf(input, "%*[^0-9]%u", &id) == 1)
        count(id % 64);
    return NULL;
}

int main(void) {
    pthread_t workers[2];
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &hits) != GOMAP_OK)
        return 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&workers[i], NULL, serve, stdin) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(workers[i], NULL);
    gomap_free(hits);
    return 0;
}
