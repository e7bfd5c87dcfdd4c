// SPDX-License-Identifier: Apache-2.0
// Logging out removes the user from one index, which frees it; the other index still has it.
#include <glib.h>
#include <stdio.h>

struct user {
    int id;
    char name[64];
};

struct directory {
    GHashTable *by_id;   // owns the users
    GHashTable *by_name; // borrows them
};

static void log_in(struct directory *users, int id, const char *name) {
    struct user *user = g_new0(struct user, 1);
    user->id = id;
    g_strlcpy(user->name, name, sizeof user->name);
    g_hash_table_replace(users->by_name, user->name, user);
    g_hash_table_replace(users->by_id, &user->id, user);
}

static void log_out(struct directory *users, int id) {
    g_hash_table_remove(users->by_id, &id); // expect-fn: dangling-entry
}

int main(void) {
    char line[64];
    struct directory users = {
        g_hash_table_new_full(g_int_hash, g_int_equal, NULL, g_free),
        g_hash_table_new(g_str_hash, g_str_equal),
    };
    for (int id = 0; fgets(line, sizeof line, stdin); id++) {
        log_in(&users, id, "guest");
        printf("%d\n", ((struct user *)g_hash_table_lookup(users.by_name, "guest"))->id);
        log_out(&users, id);
    }
    g_hash_table_destroy(users.by_name);
    g_hash_table_destroy(users.by_id);
    return 0;
}
