// SPDX-License-Identifier: Apache-2.0
// Two threads write to one map, each under the write side of its lock.
#include <pthread.h>
#include <runtime/gomap.h>

static Gomap *squares;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *fill(void *data) {
    (void)data;
    for (uint32_t i = 0; i < 10000; i++) {
        uint32_t key = i % 64, square = key * key;
        pthread_rwlock_wrlock(&lock);
        gomap_put(squares, &key, &square);
        pthread_rwlock_unlock(&lock);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[2];
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &squares) != GOMAP_OK)
        return 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, fill, NULL) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    gomap_free(squares);
    return 0;
}
