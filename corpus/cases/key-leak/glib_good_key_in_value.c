// SPDX-License-Identifier: Apache-2.0
// The key is a member of the value, and goes with it.
// proof: grows "the table has every value once, and is freed as a whole"
#include <glib.h>
#include <stdio.h>

struct user {
    char *name;
    int visits;
};

static void user_free(gpointer data) {
    struct user *user = data;
    g_free(user->name);
    g_free(user);
}

int main(void) {
    char line[256];
    GHashTable *users = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, user_free);
    while (fgets(line, sizeof line, stdin)) {
        struct user *user = g_new0(struct user, 1);
        user->name = g_strdup(line);
        g_hash_table_replace(users, user->name, user);
        printf("%u\n", g_hash_table_size(users));
        if (line[0] == 'u')
            g_hash_table_remove(users, line);
    }
    g_hash_table_destroy(users);
    return 0;
}
