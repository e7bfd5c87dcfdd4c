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

void rooms_leave(const char *name) {
    guint people = GPOINTER_TO_UINT(g_hash_table_lookup(rooms, name));
    if (people > 1)
        g_hash_table_insert(rooms, g_strdup(name), GUINT_TO_POINTER(people - 1));
    else
        g_hash_table_remove(rooms, name); // expect-fn: mutate-while-iterating
}

guint rooms_count(void) {
    return g_hash_table_size(rooms);
}

void rooms_each(RoomVisit *visit) {
    GHashTableIter iter;
    gpointer name, people;
    g_hash_table_iter_init(&iter, rooms);
    while (g_hash_table_iter_next(&iter, &name, &people))
        visit(name, GPOINTER_TO_UINT(people));
}
