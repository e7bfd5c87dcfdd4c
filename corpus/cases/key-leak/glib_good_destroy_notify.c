// SPDX-License-Identifier: Apache-2.0
// The table was made with g_free for its keys, so the copy of the name goes with its entry.
#include <glib.h>
#include <stdio.h>

static GHashTable *online;

static void log_in(const char *name) {
    if (!g_hash_table_contains(online, name))
        g_hash_table_insert(online, g_strdup(name), GINT_TO_POINTER(1));
}

static void log_out(const char *name) {
    g_hash_table_remove(online, name);
}

int main(void) {
    char line[256];
    online = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin)) {
        log_in(line);
        printf("%u online\n", g_hash_table_size(online));
        log_out(line);
    }
    g_hash_table_destroy(online);
    return 0;
}
