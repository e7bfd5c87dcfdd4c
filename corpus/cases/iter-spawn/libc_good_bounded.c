// SPDX-License-Identifier: Apache-2.0
// At most four threads at a time: the oldest one is joined before its place is used again.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_THREADS = 4 };

static void *serve(void *data) {
    puts(data);
    free(data);
    return NULL;
}

int main(void) {
    char line[64];
    pthread_t threads[MAX_THREADS];
    size_t started = 0, joined = 0;
    while (fgets(line, sizeof line, stdin)) {
        char *request = strstr(line, "key0\n") ? strdup(line) : NULL;
        if (!request)
            continue;
        if (started - joined == MAX_THREADS)
            pthread_join(threads[joined++ % MAX_THREADS], NULL);
        if (pthread_create(&threads[started % MAX_THREADS], NULL, serve, request) == 0)
            started++;
        else
            free(request);
    }
    while (joined < started)
        pthread_join(threads[joined++ % MAX_THREADS], NULL);
    return 0;
}
