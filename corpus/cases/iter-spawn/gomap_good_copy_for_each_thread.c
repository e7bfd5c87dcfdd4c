// SPDX-License-Identifier: Apache-2.0
// Each thread has a copy of its own in an array that outlives it.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>

enum { MAX_FEEDS = 16 };

struct fetch {
    pthread_t thread;
    uint32_t feed;
    uint32_t seconds;
};

static void *fetch(void *data) {
    const struct fetch *fetch = data;
    printf("feed %u every %u s\n", fetch->feed, fetch->seconds);
    return NULL;
}

static size_t start_all(Gomap *feeds, struct fetch *fetches) {
    size_t n = 0;
    GomapIter it;
    for (gomap_iter_init(&it, feeds); gomap_iter_next(&it);) {
        struct fetch *one = &fetches[n];
        one->feed = *(const uint32_t *)it.key;
        one->seconds = *(uint32_t *)it.value;
        if (pthread_create(&one->thread, NULL, fetch, one) == 0)
            n++;
    }
    return n;
}

int main(void) {
    unsigned id;
    struct fetch fetches[MAX_FEEDS];
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    Gomap *feeds;
    if (gomap_new(&type, 0, &feeds) != GOMAP_OK)
        return 1;
    while (gomap_len(feeds) < MAX_FEEDS && scanf("%*[^0-9]%u", &id) == 1)
        gomap_put(feeds, &id, &(uint32_t){60});
    for (size_t n = start_all(feeds, fetches); n > 0;)
        pthread_join(fetches[--n].thread, NULL);
    gomap_free(feeds);
    return 0;
}
