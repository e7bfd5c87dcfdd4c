// SPDX-License-Identifier: Apache-2.0
// The table is made three calls below the request, and stored on the way back.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GHashTable *word_index;

static GHashTable *make_index(void) {
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static GHashTable *index_words(char *text) {
    GHashTable *index = make_index();
    for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n"))
        g_hash_table_add(index, g_strdup(word));
    return index;
}

static void publish(GHashTable *index) {
    word_index = index; // expect: escape
}

static void on_document(char *text) {
    publish(index_words(text));
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        on_document(line);
        printf("%d\n", g_hash_table_contains(word_index, "the"));
    }
    return 0;
}
