// SPDX-License-Identifier: Apache-2.0
// The answer to one question is a key: there are two.
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static GHashTable *examples;

static void classify(const char *line) {
    bool is_long = strlen(line) > 10;
    g_hash_table_insert(examples, GINT_TO_POINTER(is_long), g_strdup(line));
}

int main(void) {
    char line[256];
    examples = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    while (fgets(line, sizeof line, stdin))
        classify(line);
    printf("%u kinds\n", g_hash_table_size(examples));
    return 0;
}
