// SPDX-License-Identifier: Apache-2.0
// The only key is a copy that a variable still holds when the map has gone: it is freed then.
#include "handkhash.h"
#include <stdio.h>

KHASH_MAP_INIT_STR(counts, int)

static void remember(const char *name) {
    khash_t(counts) *h = kh_init(counts);
    int fresh;
    if (!h)
        return;
    char *key = strdup(name);
    if (key)
        kh_put(counts, h, key, &fresh);
    printf("%u\n", kh_size(h));
    kh_destroy(counts, h);
    free(key);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        remember(line);
    return 0;
}
