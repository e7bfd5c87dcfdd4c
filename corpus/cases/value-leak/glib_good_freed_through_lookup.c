// SPDX-License-Identifier: Apache-2.0
// The value is looked up and freed before its entry is removed.
#include <glib.h>
#include <stdio.h>

static GHashTable *users;

static void log_in(const char *name) {
    if (!g_hash_table_contains(users, name))
        g_hash_table_insert(users, g_strdup(name), g_ascii_strup(name, -1));
}

static void log_out(const char *name) {
    char *title = g_hash_table_lookup(users, name);
    if (!title)
        return;
    g_free(title);
    g_hash_table_remove(users, name);
}

int main(void) {
    char line[256];
    users = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        log_in(line);
        printf("%u\n", g_hash_table_size(users));
        log_out(line);
    }
    g_hash_table_destroy(users);
    return 0;
}
