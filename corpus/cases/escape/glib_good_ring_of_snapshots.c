// SPDX-License-Identifier: Apache-2.0
// A ring keeps the last eight snapshots; a ninth takes the place of the first, which is destroyed.
#include <glib.h>
#include <stdio.h>

#define KEPT 8

static GHashTable *snapshots[KEPT];

static void take_snapshot(unsigned tick, const char *line) {
    GHashTable *snapshot = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    g_hash_table_insert(snapshot, GUINT_TO_POINTER(tick), g_strdup(line));
    g_clear_pointer(&snapshots[tick % KEPT], g_hash_table_destroy);
    snapshots[tick % KEPT] = snapshot;
}

int main(void) {
    char line[256];
    unsigned tick = 0;
    while (fgets(line, sizeof line, stdin)) {
        take_snapshot(tick, line);
        printf("%u\n", g_hash_table_size(snapshots[tick++ % KEPT]));
    }
    return 0;
}
