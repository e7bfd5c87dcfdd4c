// SPDX-License-Identifier: Apache-2.0
// A detached thread for each subscriber: nothing bounds how many there are, and nothing ends one.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct subscriber {
    char name[4096];
};

static void *notify(void *data) {
    struct subscriber *subscriber = data;
    for (;;) {
        pause(); // for the next message
        puts(subscriber->name);
    }
    return NULL;
}

static void subscribe(const char *name) {
    pthread_t thread;
    struct subscriber *subscriber = calloc(1, sizeof *subscriber);
    if (!subscriber)
        return;
    snprintf(subscriber->name, sizeof subscriber->name, "%s", name);
    if (pthread_create(&thread, NULL, notify, subscriber) == 0) // expect-fn: iter-spawn
        pthread_detach(thread);
    else
        free(subscriber);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        if (strstr(line, "key0\n"))
            subscribe(line);
    return 0;
}
