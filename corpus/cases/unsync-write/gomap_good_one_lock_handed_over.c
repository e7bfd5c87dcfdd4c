// SPDX-License-Identifier: Apache-2.0
// Both threads hand the same lock to the function that writes.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *prices;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void update(pthread_mutex_t *held, uint32_t article, double price) {
    pthread_mutex_lock(held);
    gomap_put(prices, &article, &price);
    pthread_mutex_unlock(held);
}

static void *follow_feed(void *input) {
    unsigned id;
    while (fscanf(input, "%*[^0-9]%u", &id) == 1)
        update(&lock, id % 64, id / 100.0);
    return NULL;
}

int main(void) {
    pthread_t feed;
    GomapType type = gomap_type_u32(sizeof(double));
    if (gomap_new(&type, 0, &prices) != GOMAP_OK)
        return 1;
    if (pthread_create(&feed, NULL, follow_feed, stdin) == 0) {
        update(&lock, 64, 9.99);
        pthread_join(feed, NULL);
    }
    gomap_free(prices);
    return 0;
}
