// SPDX-License-Identifier: Apache-2.0
// handle_request -> count_hit -> bump: one counter for every path that any client ever names.
#include <glib.h>
#include <stdio.h>

static GHashTable *hits;

static void bump(GHashTable *counters, const char *name) {
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counters, name));
    g_hash_table_insert(counters, g_strdup(name), GUINT_TO_POINTER(count + 1)); // expect: grow-only
}

static void count_hit(const char *path) {
    bump(hits, path);
}

static void handle_request(const char *line) {
    const char *path = g_str_has_prefix(line, "GET ") ? line + 4 : line;
    count_hit(path);
}

int main(void) {
    char line[256];
    hits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin))
        handle_request(line);
    printf("%u paths\n", g_hash_table_size(hits));
    return 0;
}
