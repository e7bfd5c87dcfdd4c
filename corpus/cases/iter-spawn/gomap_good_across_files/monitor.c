// SPDX-License-Identifier: Apache-2.0
#include "monitor.h"

#include <pthread.h>
#include <stdio.h>

enum { MAX_MONITORS = 16 };

static pthread_t threads[MAX_MONITORS];
static struct monitor monitors[MAX_MONITORS];
static size_t count;

static void *watch(void *data) {
    const struct monitor *monitor = data;
    printf("disk %u up to %u%%\n", monitor->disk, monitor->limit);
    return NULL;
}

int monitor_start(const struct monitor *monitor) {
    if (count == MAX_MONITORS)
        return -1;
    monitors[count] = *monitor;
    if (pthread_create(&threads[count], NULL, watch, &monitors[count]) != 0)
        return -1;
    count++;
    return 0;
}

void monitor_join_all(void) {
    while (count > 0)
        pthread_join(threads[--count], NULL);
}
