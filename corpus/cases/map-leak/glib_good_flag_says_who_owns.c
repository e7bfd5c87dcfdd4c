// SPDX-License-Identifier: Apache-2.0
// The map is made with the first word; the count says later whether there is one.
// proof: grows "the words are freed as a whole"
#include <glib.h>
#include <stdio.h>

static int count_words(void) {
    char word[64];
    GHashTable *seen = NULL;
    int n = 0;
    while (fgets(word, sizeof word, stdin)) {
        if (n == 0)
            seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_add(seen, g_strdup(word));
        n++;
    }
    if (n == 0)
        return 0;
    int different = (int)g_hash_table_size(seen);
    g_hash_table_destroy(seen);
    return different;
}

static GHashTable *shared;

static unsigned longest(int own) {
    GHashTable *words = own ? g_hash_table_new(g_str_hash, g_str_equal) : shared;
    for (const char *const *w = (const char *const[]){"to", "be", "or", NULL}; *w; w++)
        g_hash_table_add(words, (gpointer)*w);
    unsigned n = g_hash_table_size(words);
    if (own)
        g_hash_table_destroy(words);
    return n;
}

int main(void) {
    shared = g_hash_table_new(g_str_hash, g_str_equal);
    printf("%d %u %u\n", count_words(), longest(0), longest(1));
    g_hash_table_destroy(shared);
    return 0;
}
