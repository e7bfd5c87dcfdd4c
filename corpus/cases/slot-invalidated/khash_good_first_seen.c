// SPDX-License-Identifier: Apache-2.0
// The entry's value is written before the alias is inserted, which may rehash.
// proof: grows "the map has every name once, and is freed as a whole"
#include <htslib/khash.h>
#include <stdio.h>

KHASH_MAP_INIT_INT(lines, unsigned)

int main(void) {
    unsigned id, line = 0;
    int fresh;
    khash_t(lines) *seen = kh_init(lines);
    while (scanf("%*[^0-9]%u", &id) == 1) {
        khiter_t at = kh_put(lines, seen, id, &fresh);
        if (fresh < 0)
            break;
        unsigned *first = &kh_val(seen, at);
        if (!fresh)
            continue;
        *first = line++;
        at = kh_put(lines, seen, id + 100000, &fresh);
        if (fresh > 0)
            kh_val(seen, at) = line;
    }
    kh_destroy(lines, seen);
    return 0;
}
