// SPDX-License-Identifier: Apache-2.0
// Two threads insert into one tree; its root and its links are written without a lock.
#define _GNU_SOURCE
#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

static void *known;

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static void remember(const char *host) {
    char *copy = strdup(host);
    char **node = copy ? tsearch(copy, &known, by_text) : NULL; // expect-fn: unsync-write
    if (!node || *node != copy)
        free(copy);
}

static void *resolve(void *data) {
    (void)data;
    for (int request = 0; request < 100; request++)
        remember(request % 5 ? "mail" : "www");
    return NULL;
}

int main(void) {
    pthread_t resolvers[2];
    for (int i = 0; i < 2; i++)
        if (pthread_create(&resolvers[i], NULL, resolve, NULL) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(resolvers[i], NULL);
    tdestroy(known, free);
    return 0;
}
