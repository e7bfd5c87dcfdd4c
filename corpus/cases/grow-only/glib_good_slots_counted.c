// SPDX-License-Identifier: Apache-2.0
// The loop ends with the last free slot, and the index has one entry for each slot.
#include <glib.h>
#include <stdio.h>

enum { SLOTS = 200 };

static int hits[SLOTS];
static GHashTable *slot_by_id;

static void take_slot(int slot, int id) {
    g_hash_table_insert(slot_by_id, GINT_TO_POINTER(id), &hits[slot]); // expect-fp: grow-only
}

int main(void) {
    char line[64];
    int used = 0;
    slot_by_id = g_hash_table_new(g_direct_hash, g_direct_equal);
    while (used < SLOTS && fgets(line, sizeof line, stdin)) {
        int id = (int)g_ascii_strtoll(line + 4, NULL, 10);
        take_slot(used, id);
        used++;
        int *count = g_hash_table_lookup(slot_by_id, GINT_TO_POINTER(id));
        printf("%d\n", ++*count);
    }
    g_hash_table_destroy(slot_by_id);
    return 0;
}
