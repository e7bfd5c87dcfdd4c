// SPDX-License-Identifier: Apache-2.0
// What is taken out comes out of the other table.
#include <glib.h>
#include <stdio.h>

static GHashTable *online;
static GHashTable *history;

static void log_in(const char *user) {
    g_hash_table_add(online, g_strdup(user));
    g_hash_table_add(history, g_strdup(user)); // expect: grow-only
}

static void log_out(const char *user) {
    g_hash_table_remove(online, user);
}

int main(void) {
    char line[256];
    online = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    history = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        log_in(line);
        printf("%u\n", g_hash_table_contains(history, line));
        log_out(line);
    }
    return 0;
}
