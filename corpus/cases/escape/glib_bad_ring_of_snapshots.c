// SPDX-License-Identifier: Apache-2.0
// A ring keeps the last eight snapshots; the ninth overwrites the first without destroying it.
#include <glib.h>
#include <stdio.h>

#define KEPT 8

static GHashTable *snapshots[KEPT];

static void take_snapshot(unsigned tick, const char *line) {
    GHashTable *snapshot = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    g_hash_table_insert(snapshot, GUINT_TO_POINTER(tick), g_strdup(line));
    snapshots[tick % KEPT] = snapshot; // expect: escape
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
