// SPDX-License-Identifier: Apache-2.0
#include <threads.h>

static int entries;

static int work(void *data) {
    (void)data;
    entries++; // expect: unsync-write
    return 0;
}

int main(void) {
    thrd_t first, second;
    if (thrd_create(&first, work, NULL) != thrd_success ||
        thrd_create(&second, work, NULL) != thrd_success)
        return 1;
    thrd_join(first, NULL);
    thrd_join(second, NULL);
    return 0;
}
