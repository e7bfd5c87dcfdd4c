// SPDX-License-Identifier: Apache-2.0
// A detached thread for each subscriber: all end when main says so, and main waits for it.
// proof: grows "all threads wait for one word"
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool stopping;
static int running;

static void *notify(void *data) {
    (void)data;
    pthread_mutex_lock(&lock);
    while (!stopping)
        pthread_cond_wait(&changed, &lock);
    running--;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void subscribe(void) {
    pthread_t thread;
    pthread_mutex_lock(&lock);
    if (pthread_create(&thread, NULL, notify, NULL) == 0) {
        pthread_detach(thread);
        running++;
    }
    pthread_mutex_unlock(&lock);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        if (strstr(line, "key0\n"))
            subscribe();
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_broadcast(&changed);
    while (running > 0)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return 0;
}
