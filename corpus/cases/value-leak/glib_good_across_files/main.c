// SPDX-License-Identifier: Apache-2.0
// Removing: this file relies on the other one's notify.
#include "cache.h"

#include <stdio.h>

int main(void) {
    char line[256];
    cache_init();
    while (fgets(line, sizeof line, stdin)) {
        cache_fill(line);
        fputs(g_hash_table_lookup(cache, line), stdout);
        g_hash_table_remove(cache, line);
    }
    return 0;
}
