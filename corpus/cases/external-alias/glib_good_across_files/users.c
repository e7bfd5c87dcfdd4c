// SPDX-License-Identifier: Apache-2.0
// The table owns the users; before it frees one, the room is told to forget it.
#include "users.h"

static GHashTable *users;

void users_begin(void) {
    users = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
}

struct user *users_add(int id) {
    struct user *user = g_new0(struct user, 1);
    user->id = id;
    g_hash_table_insert(users, GINT_TO_POINTER(id), user);
    return user;
}

void users_remove(int id) {
    room_forget(g_hash_table_lookup(users, GINT_TO_POINTER(id)));
    g_hash_table_remove(users, GINT_TO_POINTER(id));
}
