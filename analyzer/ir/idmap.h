// SPDX-License-Identifier: Apache-2.0
//
// A hash map from a number (an id, or two ids packed) to a 32-bit id, 0 for none.
#ifndef IR_IDMAP_H
#define IR_IDMAP_H

#include "base/base.h"
#include "runtime/gomap.h"

typedef struct {
    Gomap *map; // NULL until the first idmap_set
} IdMap;

static inline void idmap_fini(IdMap *m) {
    gomap_free(m->map);
    m->map = NULL;
}

static inline uint32_t idmap_get(const IdMap *m, uint64_t key) {
    const uint32_t *id = gomap_find(m->map, &key);
    return id ? *id : 0;
}

static inline void idmap_set(IdMap *m, uint64_t key, uint32_t id) {
    if (!m->map) {
        GomapType type = gomap_type_u64(sizeof id);
        if (gomap_new(&type, 0, &m->map) != GOMAP_OK)
            BUG("no memory for an id map");
    }
    if (gomap_put(m->map, &key, &id) != GOMAP_OK)
        BUG("no memory for an id map");
}

static inline uint64_t idmap_pair(uint32_t high, uint32_t low) {
    return (uint64_t)high << 32 | low;
}

#endif
