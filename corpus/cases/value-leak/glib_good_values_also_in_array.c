// SPDX-License-Identifier: Apache-2.0
// An array owns what the table only finds.
// proof: grows "the array keeps all entries, and is freed as a whole"
#include <glib.h>
#include <stdio.h>

typedef struct {
    GPtrArray *all;
    GHashTable *by_text;
} Book;

static void book_add(Book *book, const char *text) {
    char *entry = g_strdup(text);
    g_ptr_array_add(book->all, entry);
    g_hash_table_replace(book->by_text, entry, entry);
}

int main(void) {
    char line[256];
    Book book = {g_ptr_array_new_with_free_func(g_free), g_hash_table_new(g_str_hash, g_str_equal)};
    while (fgets(line, sizeof line, stdin)) {
        book_add(&book, line);
        if (line[0] == 't')
            g_hash_table_remove(book.by_text, line);
    }
    printf("%u of %u\n", g_hash_table_size(book.by_text), book.all->len);
    g_hash_table_destroy(book.by_text);
    g_ptr_array_unref(book.all);
    return 0;
}
