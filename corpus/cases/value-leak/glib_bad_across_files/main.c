// SPDX-License-Identifier: Apache-2.0
#include "cache.h"

#include <stdio.h>

int main(void) {
    char line[256];
    cache_init();
    while (fgets(line, sizeof line, stdin)) {
        cache_fill(line);
        fputs(cache_find(line), stdout);
        cache_invalidate(line);
    }
    return 0;
}
