// SPDX-License-Identifier: Apache-2.0
#include "rooms.h"

static GHashTable *rooms; // name to the number of people

void rooms_open(void) {
    rooms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void rooms_close(void) {
    g_hash_table_destroy(rooms);
}

void rooms_enter(const char *name) {
    guint people = GPOINTER_TO_UINT(g_hash_table_lookup(rooms, name));
    g_hash_table_insert(rooms, g_strdup(name), GUINT_TO_POINTER(people + 1));
}

guint rooms_count(void) {
    return g_hash_table_size(rooms);
}

void rooms_close_where(RoomCheck *check) {
    GHashTableIter iter;
    gpointer name, people;
    g_hash_table_iter_init(&iter, rooms);
    while (g_hash_table_iter_next(&iter, &name, &people))
        if (check(name, GPOINTER_TO_UINT(people)))
            g_hash_table_iter_remove(&iter);
}
