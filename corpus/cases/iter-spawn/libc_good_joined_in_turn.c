// SPDX-License-Identifier: Apache-2.0
// A thread for each request that names key0; it is joined before the next one starts.
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int served;

static void *serve(void *data) {
    (void)data;
    pthread_mutex_lock(&lock);
    served++;
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        pthread_t thread;
        if (!strstr(line, "key0\n"))
            continue;
        if (pthread_create(&thread, NULL, serve, NULL) == 0)
            pthread_join(thread, NULL);
    }
    printf("%d served\n", served);
    return 0;
}
