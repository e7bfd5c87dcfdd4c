// SPDX-License-Identifier: Apache-2.0
// Two C11 threads count into one map under a mutex, which a failed trylock leaves alone.
#include <htslib/khash.h>
#include <stdio.h>
#include <threads.h>

KHASH_MAP_INIT_INT(hits, unsigned)

static khash_t(hits) * hits;
static mtx_t lock;

static int count(khint_t client) {
    int fresh;
    if (mtx_trylock(&lock) != thrd_success)
        return 0;
    khiter_t at = kh_put(hits, hits, client, &fresh);
    if (fresh >= 0)
        kh_val(hits, at) = fresh ? 1 : kh_val(hits, at) + 1;
    mtx_unlock(&lock);
    return 1;
}

static int serve(void *data) {
    int missed = 0;
    (void)data;
    for (khint_t request = 0; request < 400; request++)
        missed += !count(request % 3);
    return missed;
}

int main(void) {
    thrd_t workers[2];
    hits = kh_init(hits);
    if (mtx_init(&lock, mtx_plain) != thrd_success)
        return 1;
    for (int i = 0; i < 2; i++)
        if (thrd_create(&workers[i], serve, NULL) != thrd_success)
            return 1;
    for (int i = 0; i < 2; i++)
        thrd_join(workers[i], NULL);
    kh_destroy(hits, hits);
    mtx_destroy(&lock);
    return 0;
}
