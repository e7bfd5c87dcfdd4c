// SPDX-License-Identifier: Apache-2.0
#include "pool.h"

#include <stdio.h>

static void show(gpointer name, gpointer value, gpointer data) {
    (void)value;
    (void)data;
    fputs(name, stdout);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        pool_begin();
        pool_put(line);
        GHashTable *table = pool_table();
        g_hash_table_foreach(table, show, NULL);
        pool_end();
    }
    return 0;
}
