// SPDX-License-Identifier: Apache-2.0
// The second value under the same key takes the first one's place, and nobody has the first.
#include <glib.h>
#include <stdio.h>

static void describe(const char *line) {
    GHashTable *facts = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(facts, (gpointer) "text", g_strdup(line));
    g_hash_table_insert(facts, (gpointer) "text", g_ascii_strup(line, -1)); // expect: value-leak
    char *text = g_hash_table_lookup(facts, "text");
    fputs(text, stdout);
    g_free(text);
    g_hash_table_destroy(facts);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        describe(line);
    return 0;
}
