// SPDX-License-Identifier: Apache-2.0
// The copy that the body makes lies in the same place at every turn, under the running threads.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

enum { MAX_FEEDS = 16 };

struct fetch {
    uint32_t feed;
    uint32_t seconds;
};

static void *fetch(void *data) {
    const struct fetch *fetch = data;
    printf("feed %u every %u s\n", fetch->feed, fetch->seconds);
    return NULL;
}

static size_t start_all(Gomap *feeds, pthread_t *threads) {
    size_t n = 0;
    GomapIter it;
    for (gomap_iter_init(&it, feeds); gomap_iter_next(&it);) {
        struct fetch one = {*(const uint32_t *)it.key, *(uint32_t *)it.value};
        if (pthread_create(&threads[n], NULL, fetch, &one) == 0) // expect-fn: iter-spawn
            n++;
    }
    return n;
}

int main(void) {
    unsigned id;
    pthread_t threads[MAX_FEEDS];
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    Gomap *feeds;
    if (gomap_new(&type, 0, &feeds) != GOMAP_OK)
        return 1;
    while (gomap_len(feeds) < MAX_FEEDS && scanf("%*[^0-9]%u", &id) == 1)
        gomap_put(feeds, &id, &(uint32_t){60});
    for (size_t n = start_all(feeds, threads); n > 0;)
        pthread_join(threads[--n], NULL);
    gomap_free(feeds);
    return 0;
}
