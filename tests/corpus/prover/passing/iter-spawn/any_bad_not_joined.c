// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <stddef.h>

static void *work(void *data) {
    return data;
}

int main(void) {
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, work, NULL); // expect: iter-spawn
    }
    return 0;
}
