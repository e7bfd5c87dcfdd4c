// SPDX-License-Identifier: Apache-2.0
// The table is made three calls below, and the one who gets it forgets it.
#include <glib.h>
#include <stdio.h>

static GHashTable *new_index(void) {
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static GHashTable *index_of(const char *line) {
    GHashTable *index = new_index();
    g_hash_table_add(index, g_strdup(line));
    return index;
}

static GHashTable *parse(const char *line) {
    return line[0] == '#' ? new_index() : index_of(line);
}

static void on_line(const char *line) {
    GHashTable *index = parse(line); // expect: map-leak
    printf("%u\n", g_hash_table_size(index));
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        on_line(line);
    return 0;
}
