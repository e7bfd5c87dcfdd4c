// SPDX-License-Identifier: Apache-2.0
// The key is counted up from zero, in some turns only: it starts small and does not stay so.
#include <glib.h>
#include <stdio.h>

static GHashTable *paragraphs;

static void keep(int number, const char *line) {
    g_hash_table_replace(paragraphs, GINT_TO_POINTER(number), g_strdup(line)); // expect: grow-only
}

int main(void) {
    char line[256];
    int number = 0;
    paragraphs = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    while (fgets(line, sizeof line, stdin)) {
        if (line[0] == '#')
            continue;
        if (line[0] != ' ')
            number++;
        keep(number, line);
    }
    g_hash_table_destroy(paragraphs);
    return 0;
}
