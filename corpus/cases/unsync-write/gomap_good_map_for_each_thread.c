// SPDX-License-Identifier: Apache-2.0
// Each worker counts in a map of its own; main adds them up when both have ended.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

static _Thread_local Gomap *hits;

static void count(uint32_t client) {
    void *slot;
    if (gomap_assign(hits, &client, &slot) == GOMAP_OK)
        ++*(uint32_t *)slot;
}

static void *serve(void *input) {
    unsigned id;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &hits) != GOMAP_OK)
        return NULL;
    count(64); // the worker itself
    while (fscanf(input, "%*[^0-9]%u", &id) == 1)
        count(id % 64);
    return hits;
}

int main(void) {
    pthread_t workers[2];
    for (int i = 0; i < 2; i++)
        if (pthread_create(&workers[i], NULL, serve, stdin) != 0)
            return 1;
    for (int i = 0; i < 2; i++) {
        void *counted;
        pthread_join(workers[i], &counted);
        printf("%zu clients\n", gomap_len(counted));
        gomap_free(counted);
    }
    return 0;
}
