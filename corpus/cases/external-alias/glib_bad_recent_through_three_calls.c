// SPDX-License-Identifier: Apache-2.0
// serve -> evict -> forget: the page that is removed and freed is still in the list of recent ones.
#include <glib.h>
#include <stdio.h>

struct page {
    int id;
    int hits;
};

struct cache {
    GHashTable *pages;
    GQueue *recent; // borrowed, the newest first
};

static void forget(struct cache *cache, struct page *page) {
    g_hash_table_remove(cache->pages, GINT_TO_POINTER(page->id));
    g_free(page); // expect-fn: external-alias
}

static void evict(struct cache *cache) {
    forget(cache, g_queue_peek_tail(cache->recent));
}

static void serve(struct cache *cache, int id) {
    struct page *page = g_new0(struct page, 1);
    page->id = id;
    g_hash_table_insert(cache->pages, GINT_TO_POINTER(id), page);
    g_queue_push_head(cache->recent, page);
    if (g_hash_table_size(cache->pages) > 8)
        evict(cache);
}

int main(void) {
    char line[64];
    struct cache cache = {g_hash_table_new(g_direct_hash, g_direct_equal), g_queue_new()};
    for (int id = 1; fgets(line, sizeof line, stdin); id++)
        serve(&cache, id);
    printf("%u pages\n", g_hash_table_size(cache.pages));
    g_hash_table_destroy(cache.pages);
    g_queue_free_full(cache.recent, g_free);
    return 0;
}
