// SPDX-License-Identifier: Apache-2.0
// The sweep takes idle entries out and forgets their values.
#include <glib.h>
#include <stdio.h>

static GHashTable *stamps;

static void touch(const char *client, gint64 now) {
    gint64 *stamp = g_hash_table_lookup(stamps, client);
    if (!stamp) {
        stamp = g_new(gint64, 1);
        g_hash_table_insert(stamps, g_strdup(client), stamp);
    }
    *stamp = now;
}

static void sweep(gint64 before) {
    GHashTableIter iter;
    gpointer stamp;
    g_hash_table_iter_init(&iter, stamps);
    while (g_hash_table_iter_next(&iter, NULL, &stamp))
        if (*(gint64 *)stamp < before)
            g_hash_table_iter_remove(&iter); // expect: value-leak
}

int main(void) {
    char line[256];
    gint64 now = 0;
    stamps = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        touch(line, ++now);
        sweep(now - 20);
    }
    return 0;
}
