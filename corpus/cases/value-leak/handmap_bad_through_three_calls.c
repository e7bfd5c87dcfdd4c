// SPDX-License-Identifier: Apache-2.0
// evict -> evict_key -> erase: the page behind the key is never freed.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    size_t size;
    char text[64];
};

static hand_map *pages;

static void load(const char *name) {
    struct page *page;
    if (hand_map_get(pages, name))
        return;
    page = malloc(sizeof *page);
    if (!page)
        abort();
    page->size = strlen(name);
    snprintf(page->text, sizeof page->text, "%.63s", name);
    hand_map_add(pages, name, page);
}

static void erase(hand_map *map, const char *key) {
    hand_map_remove(map, key); // expect: value-leak
}

static void evict_key(const char *key) {
    erase(pages, key);
}

static void evict(const char *key) {
    if (hand_map_size(pages) > 3)
        evict_key(key);
}

int main(void) {
    char line[256];
    pages = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        load(line);
        evict(line);
    }
    return 0;
}
