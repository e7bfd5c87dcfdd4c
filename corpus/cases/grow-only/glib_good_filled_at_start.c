// SPDX-License-Identifier: Apache-2.0
// The whole input is read before the first question; from then on the table only answers.
// proof: grows "the dictionary is read once from the input"
#include <glib.h>
#include <stdio.h>

static GHashTable *dictionary;

static void load_dictionary(FILE *from) {
    char line[256];
    while (fgets(line, sizeof line, from))
        g_hash_table_add(dictionary, g_strdup(line));
}

int main(int argc, char **argv) {
    dictionary = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    load_dictionary(stdin);
    for (int i = 1; i < argc; i++)
        printf("%s: %d\n", argv[i], g_hash_table_contains(dictionary, argv[i]));
    return 0;
}
