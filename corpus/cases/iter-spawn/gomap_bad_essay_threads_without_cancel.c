// SPDX-License-Identifier: Apache-2.0
// A thread for each entry of the map, which polls for ever: nothing tells it to stop.
#include <pthread.h>
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct poller {
    uint64_t feed;
    char buffer[4096];
};

static void *poll_feed(void *data) {
    struct poller *poller = data;
    for (;;) {
        pause(); // for the next minute
        snprintf(poller->buffer, sizeof poller->buffer, "%d", (int)poller->feed);
    }
    return NULL;
}

static void poll_all(Gomap *feeds) {
    GomapIter it;
    for (gomap_iter_init(&it, feeds); gomap_iter_next(&it);) {
        pthread_t thread;
        struct poller *poller = calloc(1, sizeof *poller);
        if (!poller)
            continue;
        poller->feed = *(const uint64_t *)it.key;
        if (pthread_create(&thread, NULL, poll_feed, poller) == 0) // expect-fn: iter-spawn
            pthread_detach(thread);
        else
            free(poller);
    }
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_u64(0);
    Gomap *feeds;
    if (gomap_new(&type, 0, &feeds) != GOMAP_OK)
        return 1;
    for (uint64_t feed = 0; fgets(line, sizeof line, stdin); feed++)
        if (strstr(line, "key0\n"))
            gomap_put(feeds, &feed, NULL);
    poll_all(feeds);
    gomap_free(feeds);
    return 0;
}
