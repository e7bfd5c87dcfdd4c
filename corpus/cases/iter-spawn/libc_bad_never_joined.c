// SPDX-License-Identifier: Apache-2.0
// A thread for each request that names key0; none is joined, so each keeps its stack.
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static int open_requests;

static void *serve(void *data) {
    (void)data;
    pthread_mutex_lock(&lock);
    open_requests--;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        pthread_t thread;
        if (!strstr(line, "key0\n"))
            continue;
        pthread_mutex_lock(&lock);
        open_requests += pthread_create(&thread, NULL, serve, NULL) == 0; // expect-fn: iter-spawn
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_lock(&lock);
    while (open_requests > 0)
        pthread_cond_wait(&done, &lock);
    pthread_mutex_unlock(&lock);
    return 0;
}
