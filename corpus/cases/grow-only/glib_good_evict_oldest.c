// SPDX-License-Identifier: Apache-2.0
// A queue beside the table says which entry has to go when there are too many.
#include <glib.h>
#include <stdio.h>

static GHashTable *pages;
static GQueue order = G_QUEUE_INIT;

static void keep_page(const char *url) {
    if (g_hash_table_contains(pages, url))
        return;
    char *key = g_strdup(url);
    g_hash_table_insert(pages, key, g_strdup("<html>"));
    g_queue_push_tail(&order, key);
    while (g_hash_table_size(pages) > 64)
        g_hash_table_remove(pages, g_queue_pop_head(&order));
}

int main(void) {
    char line[256];
    pages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (fgets(line, sizeof line, stdin))
        keep_page(line);
    printf("%u\n", g_hash_table_size(pages));
    return 0;
}
