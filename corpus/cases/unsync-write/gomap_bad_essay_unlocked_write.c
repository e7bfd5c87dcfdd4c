// SPDX-License-Identifier: Apache-2.0
// Two threads write to one map; the runtime stops them with "concurrent map writes".
#include <pthread.h>
#include <runtime/gomap.h>

static Gomap *squares;

static void *fill(void *data) {
    (void)data;
    for (uint32_t i = 0; i < 10000; i++) {
        uint32_t key = i % 64, square = key * key;
        gomap_put(squares, &key, &square); // expect-fn: unsync-write
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
