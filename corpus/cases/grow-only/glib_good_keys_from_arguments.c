// SPDX-License-Identifier: Apache-2.0
// Lines are looked through for the words that the program was started with, and those counted.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GHashTable *hits;

static void hit(const char *word) {
    g_hash_table_insert(hits, g_strdup(word), GINT_TO_POINTER(1));
}

int main(int argc, char **argv) {
    char line[256];
    hits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (fgets(line, sizeof line, stdin))
        for (int i = 1; i < argc; i++)
            if (strstr(line, argv[i]))
                hit(argv[i]);
    g_hash_table_destroy(hits);
    return 0;
}
