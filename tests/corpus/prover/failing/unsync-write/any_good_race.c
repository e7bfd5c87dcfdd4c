// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <stddef.h>

static int entries;

static void *work(void *data) {
    entries++;
    return data;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, work, NULL);
    pthread_create(&second, NULL, work, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
