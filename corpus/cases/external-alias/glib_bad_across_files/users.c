// SPDX-License-Identifier: Apache-2.0
// The table owns the users; removing one frees it, whoever else points to it.
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
    g_hash_table_remove(users, GINT_TO_POINTER(id)); // expect-fn: external-alias
}
