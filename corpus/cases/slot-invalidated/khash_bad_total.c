// SPDX-License-Identifier: Apache-2.0
// The total's value is an element of an array that a later insertion reallocates.
#include <htslib/khash.h>
#include <stdio.h>

KHASH_MAP_INIT_INT(hits, unsigned)

int main(void) {
    unsigned n;
    int fresh;
    khash_t(hits) *hits = kh_init(hits);
    khiter_t at = kh_put(hits, hits, 255, &fresh);
    unsigned *total = &kh_val(hits, at);
    *total = 0;
    while (scanf("%*[^0-9]%u", &n) == 1) {
        at = kh_put(hits, hits, n % 250, &fresh);
        if (fresh > 0)
            kh_val(hits, at) = 0;
        kh_val(hits, at)++;
        ++*total; // expect-fn: slot-invalidated
    }
    kh_destroy(hits, hits);
    return 0;
}
