// SPDX-License-Identifier: Apache-2.0
// The handler that clears the table runs once, at exit.
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

static GHashTable *warned;

static void clean_up(void) {
    g_hash_table_remove_all(warned);
    g_hash_table_destroy(warned);
}

static void warn_once(const char *message) {
    if (g_hash_table_add(warned, g_strdup(message))) // expect: grow-only
        fputs(message, stderr);
}

int main(void) {
    char line[256];
    warned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    atexit(clean_up);
    while (fgets(line, sizeof line, stdin))
        warn_once(line);
    return 0;
}
