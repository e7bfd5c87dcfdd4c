// SPDX-License-Identifier: Apache-2.0
// The global takes a reference of its own and drops the one it had; the maker drops its own.
#include <glib.h>
#include <stdio.h>

static GHashTable *active;

static void activate(GHashTable *profile) {
    g_hash_table_ref(profile);
    if (active)
        g_hash_table_unref(active);
    active = profile;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        GHashTable *profile = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_add(profile, g_strdup(line));
        activate(profile);
        g_hash_table_unref(profile);
        printf("%u\n", g_hash_table_size(active));
    }
    return 0;
}
