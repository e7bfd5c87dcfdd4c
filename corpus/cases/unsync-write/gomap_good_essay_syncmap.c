// SPDX-License-Identifier: Apache-2.0
// Two threads write to one Syncmap, of which all calls may come from any thread.
#include <pthread.h>
#include <runtime/syncmap.h>

static Syncmap *squares;

static void *fill(void *data) {
    (void)data;
    for (uint32_t i = 0; i < 10000; i++) {
        uint32_t key = i % 64;
        syncmap_store(squares, &key, (void *)(uintptr_t)(key * key));
    }
    return NULL;
}

int main(void) {
    pthread_t threads[2];
    GomapType type = gomap_type_u32(sizeof(void *));
    if (syncmap_new(&type, &squares) != GOMAP_OK)
        return 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, fill, NULL) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    syncmap_free(squares);
    return 0;
}
