// SPDX-License-Identifier: Apache-2.0
// The set served to count distinct lines; a global keeps it, and nothing ever asks it again.
#include <glib.h>
#include <stdio.h>

static GHashTable *seen_lines;
static unsigned distinct;

static void load(FILE *from) {
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    char line[256];
    while (fgets(line, sizeof line, from))
        if (g_hash_table_add(seen, g_strdup(line)))
            distinct++;
    seen_lines = seen; // expect: escape
}

int main(void) {
    load(stdin);
    printf("%u\n", distinct);
    return 0;
}
