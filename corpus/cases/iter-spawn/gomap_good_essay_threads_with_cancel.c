// SPDX-License-Identifier: Apache-2.0
// A thread for each entry of the map, which polls until it is told to stop, and is joined.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>
#include <string.h>

enum { MAX_FEEDS = 64 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool cancelled;

static void *poll_feed(void *data) {
    (void)data;
    pthread_mutex_lock(&lock);
    while (!cancelled)
        pthread_cond_wait(&changed, &lock); // or for the next minute
    pthread_mutex_unlock(&lock);
    return NULL;
}

static size_t poll_all(Gomap *feeds, pthread_t *threads) {
    size_t n = 0;
    GomapIter it;
    for (gomap_iter_init(&it, feeds); gomap_iter_next(&it);) {
        void *feed = (void *)(uintptr_t) * (const uint64_t *)it.key;
        if (pthread_create(&threads[n], NULL, poll_feed, feed) == 0)
            n++;
    }
    return n;
}

int main(void) {
    char line[64];
    pthread_t threads[MAX_FEEDS];
    GomapType type = gomap_type_u64(0);
    Gomap *feeds;
    if (gomap_new(&type, 0, &feeds) != GOMAP_OK)
        return 1;
    for (uint64_t feed = 0; fgets(line, sizeof line, stdin); feed++)
        if (strstr(line, "key0\n") && gomap_len(feeds) < MAX_FEEDS)
            gomap_put(feeds, &feed, NULL);
    size_t n = poll_all(feeds, threads);
    pthread_mutex_lock(&lock);
    cancelled = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    while (n > 0)
        pthread_join(threads[--n], NULL);
    gomap_free(feeds);
    return 0;
}
