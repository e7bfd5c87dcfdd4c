// SPDX-License-Identifier: Apache-2.0
// A function answers for the size, and the answer decides.
#include <glib.h>
#include <stdio.h>

static GHashTable *devices;

static guint device_count(void) {
    return g_hash_table_size(devices);
}

static void discover(const char *address) {
    if (device_count() < 1000)
        g_hash_table_add(devices, g_strdup(address));
}

int main(void) {
    char line[256];
    devices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin))
        discover(line);
    printf("%u\n", device_count());
    return 0;
}
