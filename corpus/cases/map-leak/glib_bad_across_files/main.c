// SPDX-License-Identifier: Apache-2.0
// What the other file makes is the caller's, who never gives it back.
#include "query.h"

#include <stdio.h>

static void serve(const char *line) {
    GHashTable *query = query_parse(line); // expect: map-leak
    if (!query)
        return;
    printf("%u\n", g_hash_table_size(query));
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        serve(line);
    return 0;
}
