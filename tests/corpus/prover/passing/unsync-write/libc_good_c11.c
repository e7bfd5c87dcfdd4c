// SPDX-License-Identifier: Apache-2.0
#include <threads.h>

static int entries;
static mtx_t lock;

static int work(void *data) {
    (void)data;
    mtx_lock(&lock);
    entries++;
    mtx_unlock(&lock);
    return 0;
}

int main(void) {
    thrd_t first, second;
    mtx_init(&lock, mtx_plain);
    if (thrd_create(&first, work, NULL) != thrd_success ||
        thrd_create(&second, work, NULL) != thrd_success)
        return 1;
    thrd_join(first, NULL);
    thrd_join(second, NULL);
    return 0;
}
