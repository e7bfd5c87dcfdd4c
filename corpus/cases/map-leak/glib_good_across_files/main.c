// SPDX-License-Identifier: Apache-2.0
// What the other file makes is given back to it; where it made nothing, there is nothing to give.
#include "query.h"

#include <stdio.h>

static void serve(const char *line) {
    GHashTable *query = query_parse(line);
    if (!query)
        return;
    printf("%u\n", g_hash_table_size(query));
    query_free(query);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        serve(line);
    return 0;
}
