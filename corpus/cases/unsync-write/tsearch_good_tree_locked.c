// SPDX-License-Identifier: Apache-2.0
// Two threads insert into one tree under a mutex.
#define _GNU_SOURCE
#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

static void *known;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static void remember(const char *host) {
    char *copy = strdup(host);
    pthread_mutex_lock(&lock);
    char **node = copy ? tsearch(copy, &known, by_text) : NULL;
    if (!node || *node != copy)
        free(copy);
    pthread_mutex_unlock(&lock);
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
