// SPDX-License-Identifier: Apache-2.0
// The usual way: put the caller's string, and where the entry is new, set its key to a copy.
// proof: grows "the map has every word once, and is freed as a whole"
#include <htslib/khash.h>
#include <stdio.h>

KHASH_MAP_INIT_STR(hits, int)

static void hit(khash_t(hits) * hits, const char *path) {
    int fresh;
    khint_t at = kh_put(hits, hits, path, &fresh);
    if (fresh > 0) {
        kh_key(hits, at) = strdup(path);
        kh_val(hits, at) = 0;
    }
    kh_val(hits, at)++;
}

int main(void) {
    char line[256];
    khash_t(hits) *hits = kh_init(hits);
    while (fgets(line, sizeof line, stdin))
        hit(hits, line);
    printf("%u paths\n", kh_size(hits));
    for (khint_t at = kh_begin(hits); at != kh_end(hits); at++)
        if (kh_exist(hits, at))
            free((char *)kh_key(hits, at));
    kh_destroy(hits, hits);
    return 0;
}
