// SPDX-License-Identifier: Apache-2.0
// A serial number is reduced to one of 32 shards.
#include <glib.h>
#include <stdio.h>

#define SHARDS 32u

static GHashTable *last_of_shard;

static void see_serial(guint serial) {
    guint shard = serial % SHARDS;
    g_hash_table_insert(last_of_shard, GUINT_TO_POINTER(shard), GUINT_TO_POINTER(serial));
}

int main(void) {
    guint serial;
    last_of_shard = g_hash_table_new(g_direct_hash, g_direct_equal);
    while (scanf("%*[^0-9]%u", &serial) == 1)
        see_serial(serial);
    printf("%u shards\n", g_hash_table_size(last_of_shard));
    return 0;
}
