// SPDX-License-Identifier: Apache-2.0
// Whatever comes in, the keys are the two that stand here.
#include <glib.h>
#include <stdio.h>

static GHashTable *last;

static void note(const char *line) {
    if (g_str_has_prefix(line, "user"))
        g_hash_table_insert(last, (gpointer) "user", g_strdup(line));
    else
        g_hash_table_insert(last, (gpointer) "other", g_strdup(line));
}

int main(void) {
    char line[256];
    last = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    while (fgets(line, sizeof line, stdin))
        note(line);
    printf("%u\n", g_hash_table_size(last));
    return 0;
}
