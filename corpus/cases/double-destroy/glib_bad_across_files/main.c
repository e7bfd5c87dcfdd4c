// SPDX-License-Identifier: Apache-2.0
// Who made the table destroys it too.
#include "filter.h"

#include <stdio.h>

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        GHashTable *banned = g_hash_table_new(g_str_hash, g_str_equal);
        g_hash_table_add(banned, line);
        struct filter *filter = filter_new(banned);
        printf("%d\n", filter_passes(filter, line));
        filter_free(filter);
        g_hash_table_destroy(banned); // expect-fn: double-destroy
    }
    return 0;
}
