// SPDX-License-Identifier: Apache-2.0
// Room for all keys that can come is made first: no insertion moves the total's value.
#include <htslib/khash.h>
#include <stdio.h>

KHASH_MAP_INIT_INT(hits, unsigned)

int main(void) {
    unsigned n;
    int fresh;
    khash_t(hits) *hits = kh_init(hits);
    if (kh_resize(hits, hits, 512) < 0)
        abort();
    khiter_t at = kh_put(hits, hits, 255, &fresh);
    unsigned *total = &kh_val(hits, at);
    *total = 0;
    while (scanf("%*[^0-9]%u", &n) == 1) {
        at = kh_put(hits, hits, n % 250, &fresh);
        if (fresh > 0)
            kh_val(hits, at) = 0;
        kh_val(hits, at)++;
        ++*total;
    }
    kh_destroy(hits, hits);
    return 0;
}
