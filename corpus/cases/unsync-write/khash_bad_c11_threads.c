// SPDX-License-Identifier: Apache-2.0
// Two C11 threads count into one map, and no mutex keeps them apart.
#include <htslib/khash.h>
#include <stdio.h>
#include <threads.h>

KHASH_MAP_INIT_INT(hits, unsigned)

static khash_t(hits) * hits;

static void count(khint_t client) {
    int fresh;
    khiter_t at = kh_put(hits, hits, client, &fresh); // expect-fn: unsync-write
    if (fresh >= 0)
        kh_val(hits, at) = fresh ? 1 : kh_val(hits, at) + 1;
}

static int serve(void *data) {
    (void)data;
    for (khint_t request = 0; request < 400; request++)
        count(request % 3);
    return 0;
}

int main(void) {
    thrd_t workers[2];
    hits = kh_init(hits);
    for (int i = 0; i < 2; i++)
        if (thrd_create(&workers[i], serve, NULL) != thrd_success)
            return 1;
    for (int i = 0; i < 2; i++)
        thrd_join(workers[i], NULL);
    kh_destroy(hits, hits);
    return 0;
}
