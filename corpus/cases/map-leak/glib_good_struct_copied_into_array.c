// SPDX-License-Identifier: Apache-2.0
// The record that holds the map is copied into an array, which owns it from then on.
// proof: grows "all pages are kept, and freed as a whole"
#include <glib.h>
#include <stdio.h>

typedef struct {
    GHashTable *words;
    int lines;
} Page;

static void page_clear(gpointer data) {
    Page *page = data;
    g_hash_table_unref(page->words);
}

int main(void) {
    char line[64];
    GArray *pages = g_array_new(FALSE, TRUE, sizeof(Page));
    g_array_set_clear_func(pages, page_clear);
    while (fgets(line, sizeof line, stdin)) {
        Page page = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), 1};
        g_hash_table_add(page.words, g_strdup(line));
        g_array_append_val(pages, page);
    }
    printf("%u\n", pages->len);
    g_array_unref(pages);
    return 0;
}
