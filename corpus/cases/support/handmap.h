// SPDX-License-Identifier: Apache-2.0
//
// A hand-written string map, as many projects have one: the analyzer knows it only through
// ../.mapleak.yml. Keys are copied. Values are the caller's: the map never frees one. Every
// function aborts when memory runs out.
#ifndef HANDMAP_H
#define HANDMAP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct hand_map hand_map;

typedef struct {
    const hand_map *map;
    size_t bucket;
    struct hand_entry *next;
} hand_map_iter;

hand_map *hand_map_new(void);
void hand_map_free(hand_map *map); // the values are forgotten; NULL is nothing to free

// Returns the value it replaced, or NULL.
void *hand_map_put(hand_map *map, const char *key, void *value);
// False, and nothing changed, when the key is there already: the value stays the caller's then.
bool hand_map_add(hand_map *map, const char *key, void *value);

void *hand_map_get(const hand_map *map, const char *key); // NULL when the key is not there
void *hand_map_take(hand_map *map, const char *key);      // the same, and removes the entry
bool hand_map_remove(hand_map *map, const char *key);     // removes the entry, forgets its value
void hand_map_clear(hand_map *map);                       // removes all, forgets their values
size_t hand_map_size(const hand_map *map);

// Order is arbitrary. The entry that was just returned may be removed; nothing else may change
// meanwhile.
void hand_map_iter_init(hand_map_iter *iter, const hand_map *map);
bool hand_map_iter_next(hand_map_iter *iter, const char **key, void **value);

#endif
