// SPDX-License-Identifier: Apache-2.0
// A sweep every hundred lines takes the idle ones out through the iterator.
#include <glib.h>
#include <stdio.h>

static GHashTable *last_seen;

static void sweep(gint64 before) {
    GHashTableIter iter;
    gpointer seen;
    g_hash_table_iter_init(&iter, last_seen);
    while (g_hash_table_iter_next(&iter, NULL, &seen))
        if (*(gint64 *)seen < before)
            g_hash_table_iter_remove(&iter);
}

static void touch(const char *client, gint64 now) {
    gint64 *seen = g_new(gint64, 1);
    *seen = now;
    g_hash_table_replace(last_seen, g_strdup(client), seen);
}

int main(void) {
    char line[256];
    gint64 now = 0;
    last_seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (fgets(line, sizeof line, stdin)) {
        touch(line, ++now);
        if (now % 100 == 0)
            sweep(now - 300);
    }
    printf("%u\n", g_hash_table_size(last_seen));
    return 0;
}
