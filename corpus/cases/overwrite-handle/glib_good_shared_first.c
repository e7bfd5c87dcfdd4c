// SPDX-License-Identifier: Apache-2.0
// The reader has a reference of its own before the publisher's variable gets the next table.
#include <glib.h>
#include <stdio.h>

struct reader {
    GHashTable *snapshot;
};

static void hand_to(struct reader *reader, GHashTable *table) {
    if (reader->snapshot)
        g_hash_table_unref(reader->snapshot);
    reader->snapshot = g_hash_table_ref(table);
}

int main(void) {
    char line[256];
    struct reader reader = {NULL};
    while (fgets(line, sizeof line, stdin)) {
        GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_add(table, g_strdup(line));
        hand_to(&reader, table);
        g_hash_table_unref(table);
        table = reader.snapshot;
        printf("%u\n", g_hash_table_size(table));
    }
    if (reader.snapshot)
        g_hash_table_unref(reader.snapshot);
    return 0;
}
