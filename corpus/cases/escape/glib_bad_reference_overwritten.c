// SPDX-License-Identifier: Apache-2.0
// The global takes a reference of its own, and never drops the one it had.
#include <glib.h>
#include <stdio.h>

static GHashTable *active;

static void activate(const char *line) {
    GHashTable *profile = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(profile, g_strdup(line));
    active = g_hash_table_ref(profile); // expect: escape
    g_hash_table_unref(profile);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        activate(line);
        printf("%u\n", g_hash_table_size(active));
    }
    return 0;
}
