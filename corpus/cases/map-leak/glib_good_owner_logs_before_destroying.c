// SPDX-License-Identifier: Apache-2.0
// The owner's end is written down first, by a function that is not known; then the map goes.
// proof: grows "the index is freed as a whole"
#include <glib.h>
#include <stdio.h>

typedef struct {
    GHashTable *words;
    unsigned lines;
} Index;

static void index_init(Index *index) {
    index->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    index->lines = 0;
}

static void index_fini(Index *index, void (*tell)(unsigned)) {
    tell(index->lines);
    g_hash_table_destroy(index->words);
}

static void print_lines(unsigned lines) {
    printf("%u lines\n", lines);
}

int main(void) {
    char line[256];
    Index index;
    index_init(&index);
    while (fgets(line, sizeof line, stdin)) {
        g_hash_table_add(index.words, g_strdup(line));
        index.lines++;
    }
    index_fini(&index, print_lines);
    return 0;
}
