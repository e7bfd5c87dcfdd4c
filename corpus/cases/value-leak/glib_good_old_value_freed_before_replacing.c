// SPDX-License-Identifier: Apache-2.0
// The first value is freed before the second takes its place.
#include <glib.h>
#include <stdio.h>

static void set_text(GHashTable *facts, char *text) {
    g_free(g_hash_table_lookup(facts, "text"));
    g_hash_table_insert(facts, (gpointer) "text", text);
}

static void describe(const char *line) {
    GHashTable *facts = g_hash_table_new(g_str_hash, g_str_equal);
    set_text(facts, g_strdup(line));
    set_text(facts, g_ascii_strup(line, -1));
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
