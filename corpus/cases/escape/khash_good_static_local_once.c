// SPDX-License-Identifier: Apache-2.0
// The table is made by the first call, and cleared by the later ones.
#include <htslib/khash.h>
#include <stdio.h>

KHASH_MAP_INIT_INT(counts, int)

static const khash_t(counts) * count_letters(const char *line) {
    static khash_t(counts) * counts;
    int fresh;
    if (!counts)
        counts = kh_init(counts);
    if (!counts)
        return NULL;
    kh_clear(counts, counts);
    for (; *line; line++) {
        khint_t at = kh_put(counts, counts, (khint_t)*line, &fresh);
        kh_val(counts, at) = fresh ? 1 : kh_val(counts, at) + 1;
    }
    return counts;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        const khash_t(counts) *counts = count_letters(line);
        if (counts)
            printf("%u\n", kh_size(counts));
    }
    return 0;
}
