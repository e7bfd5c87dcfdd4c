// SPDX-License-Identifier: Apache-2.0
#include "handmap.h"

#include <stdlib.h>
#include <string.h>

struct hand_entry {
    struct hand_entry *next;
    char *key;
    void *value;
};

struct hand_map {
    struct hand_entry **buckets;
    size_t bucket_count; // a power of two
    size_t size;
};

static void *checked(void *memory) {
    if (!memory)
        abort();
    return memory;
}

static size_t bucket_of(const hand_map *map, const char *key) {
    size_t hash = 5381;
    for (; *key; key++)
        hash = hash * 33 ^ (unsigned char)*key;
    return hash & (map->bucket_count - 1);
}

// The link that points to KEY's entry, or the one at the end of its chain.
static struct hand_entry **find_link(const hand_map *map, const char *key) {
    struct hand_entry **link = &map->buckets[bucket_of(map, key)];
    while (*link && strcmp((*link)->key, key) != 0)
        link = &(*link)->next;
    return link;
}

static void grow(hand_map *map) {
    struct hand_entry **old = map->buckets;
    size_t old_count = map->bucket_count;
    map->bucket_count *= 2;
    map->buckets = checked(calloc(map->bucket_count, sizeof *map->buckets));
    for (size_t i = 0; i < old_count; i++)
        for (struct hand_entry *entry = old[i], *next; entry; entry = next) {
            size_t bucket = bucket_of(map, entry->key);
            next = entry->next;
            entry->next = map->buckets[bucket];
            map->buckets[bucket] = entry;
        }
    free(old);
}

static void insert(hand_map *map, const char *key, void *value) {
    if (map->size >= map->bucket_count)
        grow(map);
    struct hand_entry *entry = checked(malloc(sizeof *entry));
    size_t bucket = bucket_of(map, key);
    entry->key = checked(strdup(key));
    entry->value = value;
    entry->next = map->buckets[bucket];
    map->buckets[bucket] = entry;
    map->size++;
}

hand_map *hand_map_new(void) {
    hand_map *map = checked(calloc(1, sizeof *map));
    map->bucket_count = 8;
    map->buckets = checked(calloc(map->bucket_count, sizeof *map->buckets));
    return map;
}

void hand_map_free(hand_map *map) {
    if (!map)
        return;
    hand_map_clear(map);
    free(map->buckets);
    free(map);
}

void *hand_map_put(hand_map *map, const char *key, void *value) {
    struct hand_entry *entry = *find_link(map, key);
    if (!entry) {
        insert(map, key, value);
        return NULL;
    }
    void *old = entry->value;
    entry->value = value;
    return old;
}

bool hand_map_add(hand_map *map, const char *key, void *value) {
    if (*find_link(map, key))
        return false;
    insert(map, key, value);
    return true;
}

void *hand_map_get(const hand_map *map, const char *key) {
    struct hand_entry *entry = *find_link(map, key);
    return entry ? entry->value : NULL;
}

static bool unlink_entry(hand_map *map, const char *key, void **value) {
    struct hand_entry **link = find_link(map, key);
    struct hand_entry *entry = *link;
    if (!entry)
        return false;
    *value = entry->value;
    *link = entry->next;
    free(entry->key);
    free(entry);
    map->size--;
    return true;
}

void *hand_map_take(hand_map *map, const char *key) {
    void *value = NULL;
    unlink_entry(map, key, &value);
    return value;
}

bool hand_map_remove(hand_map *map, const char *key) {
    void *value;
    return unlink_entry(map, key, &value);
}

void hand_map_clear(hand_map *map) {
    for (size_t i = 0; i < map->bucket_count; i++) {
        for (struct hand_entry *entry = map->buckets[i], *next; entry; entry = next) {
            next = entry->next;
            free(entry->key);
            free(entry);
        }
        map->buckets[i] = NULL;
    }
    map->size = 0;
}

size_t hand_map_size(const hand_map *map) {
    return map->size;
}

void hand_map_iter_init(hand_map_iter *iter, const hand_map *map) {
    iter->map = map;
    iter->bucket = 0;
    iter->next = map->buckets[0];
}

bool hand_map_iter_next(hand_map_iter *iter, const char **key, void **value) {
    while (!iter->next) {
        if (++iter->bucket >= iter->map->bucket_count)
            return false;
        iter->next = iter->map->buckets[iter->bucket];
    }
    struct hand_entry *entry = iter->next;
    iter->next = entry->next;
    if (key)
        *key = entry->key;
    if (value)
        *value = entry->value;
    return true;
}
