// SPDX-License-Identifier: Apache-2.0
// The same set, loaded once and asked ever after.
// proof: grows "the set is loaded once from the input"
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
    seen_lines = seen;
}

int main(int argc, char **argv) {
    load(stdin);
    for (int i = 1; i < argc; i++)
        printf("%s: %d\n", argv[i], g_hash_table_contains(seen_lines, argv[i]));
    printf("%u\n", distinct);
    return 0;
}
