// SPDX-License-Identifier: Apache-2.0
#include "store.h"

#include <stdio.h>

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        GHashTable *headers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
        g_hash_table_insert(headers, (gpointer) "Host", g_strdup(line));
        store_set_current(headers);
        printf("%s", store_find("Host"));
    }
    return 0;
}
