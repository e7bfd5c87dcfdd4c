// SPDX-License-Identifier: Apache-2.0
// The stored key is taken out with its entry, and freed.
#include <glib.h>
#include <stdio.h>

static GHashTable *online;

static void log_in(const char *name) {
    if (!g_hash_table_contains(online, name))
        g_hash_table_insert(online, g_strdup(name), GINT_TO_POINTER(1));
}

static void log_out(const char *name) {
    gpointer stored;
    if (g_hash_table_steal_extended(online, name, &stored, NULL))
        g_free(stored);
}

int main(void) {
    char line[256];
    online = g_hash_table_new(g_str_hash, g_str_equal);
    while (fgets(line, sizeof line, stdin)) {
        log_in(line);
        printf("%u online\n", g_hash_table_size(online));
        log_out(line);
    }
    g_hash_table_destroy(online); // expect-fp: value-leak
    return 0;
}
