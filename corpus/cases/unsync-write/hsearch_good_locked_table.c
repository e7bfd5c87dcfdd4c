// SPDX-License-Identifier: Apache-2.0
// The table of hsearch belongs to the whole process; two threads enter into it under a mutex.
#include <pthread.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void count(const char *method) {
    pthread_mutex_lock(&lock);
    ENTRY *entry = hsearch((ENTRY){(char *)method, NULL}, ENTER);
    if (entry)
        entry->data = (void *)((uintptr_t)entry->data + 1);
    pthread_mutex_unlock(&lock);
}

static void *serve(void *data) {
    (void)data;
    for (int request = 0; request < 100; request++)
        count(request % 5 ? "GET" : "PUT");
    return NULL;
}

int main(void) {
    pthread_t workers[2];
    if (!hcreate(16))
        return 1;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&workers[i], NULL, serve, NULL) != 0)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(workers[i], NULL);
    hdestroy();
    return 0;
}
