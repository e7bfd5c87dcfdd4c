// SPDX-License-Identifier: Apache-2.0
// The size is tested, but the insertion does not depend on it.
#include <glib.h>
#include <stdio.h>

static GHashTable *devices;

static void discover(const char *address) {
    if (g_hash_table_size(devices) >= 1000)
        fputs("many devices\n", stderr);
    g_hash_table_add(devices, g_strdup(address)); // expect: grow-only
}

int main(void) {
    char line[256];
    devices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin))
        discover(line);
    printf("%u\n", g_hash_table_size(devices));
    return 0;
}
