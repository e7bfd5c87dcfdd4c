// SPDX-License-Identifier: Apache-2.0
// A memo table answers repeated questions; every new question stays in it.
#include <glib.h>
#include <stdio.h>

static GHashTable *memo;

static char *normalise(const char *name) {
    char *known = g_hash_table_lookup(memo, name);
    if (known)
        return known;
    char *lower = g_ascii_strdown(name, -1);
    g_hash_table_insert(memo, g_strdup(name), lower); // expect: grow-only
    return lower;
}

int main(void) {
    char line[256];
    memo = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (fgets(line, sizeof line, stdin))
        fputs(normalise(line), stdout);
    return 0;
}
