// SPDX-License-Identifier: Apache-2.0

// Each call is the Gomap call of its name between taking and giving back the lock.
//
// 1. `map` is read or written only while the lock is held, in the mode that fits.
// 2. No pointer into `map` leaves a call.
//
// The lock prefers writers. glibc has that only for locks whose readers do not nest, which is why
// reading again inside a callback is forbidden.
#include "rwmap.h"

#include "allocator.h"

#include <pthread.h>
#include <string.h>

struct Rwmap {
    pthread_rwlock_t lock;
    Gomap *map;
    GomapAllocator allocator;
    size_t value_size; // bytes
};

static bool make_lock(pthread_rwlock_t *lock) {
    pthread_rwlockattr_t attributes;
    if (pthread_rwlockattr_init(&attributes) != 0)
        return false;
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    bool made = pthread_rwlock_init(lock, &attributes) == 0;
    pthread_rwlockattr_destroy(&attributes);
    return made;
}

GomapStatus rwmap_new(const GomapType *type, size_t hint, Rwmap **out) {
    *out = NULL;
    Gomap *inner;
    GomapStatus status = gomap_new_at(type, hint, &inner, __builtin_return_address(0));
    if (status != GOMAP_OK)
        return status;
    Rwmap *map = allocator_take(&type->allocator, sizeof *map);
    if (!map) {
        gomap_free(inner);
        return GOMAP_NO_MEMORY;
    }
    *map = (Rwmap){.map = inner, .allocator = type->allocator, .value_size = type->value_size};
    if (!make_lock(&map->lock)) {
        gomap_free(inner);
        allocator_give(map->allocator, map, sizeof *map);
        return GOMAP_NO_MEMORY;
    }
    *out = map;
    return GOMAP_OK;
}

void rwmap_free(Rwmap *map) {
    if (!map)
        return;
    pthread_rwlock_destroy(&map->lock);
    gomap_free(map->map);
    allocator_give(map->allocator, map, sizeof *map);
}

size_t rwmap_len(Rwmap *map) {
    if (!map)
        return 0;
    pthread_rwlock_rdlock(&map->lock);
    size_t len = gomap_len(map->map);
    pthread_rwlock_unlock(&map->lock);
    return len;
}

bool rwmap_get(Rwmap *map, const void *key, void *value_out) {
    if (!map)
        return false;
    pthread_rwlock_rdlock(&map->lock);
    const void *value = gomap_find(map->map, key);
    if (value && value_out)
        memcpy(value_out, value, map->value_size);
    pthread_rwlock_unlock(&map->lock);
    return value != NULL;
}

bool rwmap_view(Rwmap *map, const void *key, RwmapView *view, void *ctx) {
    if (!map)
        return false;
    pthread_rwlock_rdlock(&map->lock);
    const void *value = gomap_find(map->map, key);
    if (value)
        view(value, ctx);
    pthread_rwlock_unlock(&map->lock);
    return value != NULL;
}

GomapStatus rwmap_put(Rwmap *map, const void *key, const void *value) {
    if (!map)
        return GOMAP_NIL_MAP;
    pthread_rwlock_wrlock(&map->lock);
    GomapStatus status = gomap_put(map->map, key, value);
    pthread_rwlock_unlock(&map->lock);
    return status;
}

GomapStatus rwmap_update(Rwmap *map, const void *key, RwmapUpdate *update, void *ctx) {
    if (!map)
        return GOMAP_NIL_MAP;
    void *slot;
    bool added;
    pthread_rwlock_wrlock(&map->lock);
    GomapStatus status = gomap_upsert(map->map, key, &slot, &added);
    if (status == GOMAP_OK)
        update(slot, added, ctx);
    pthread_rwlock_unlock(&map->lock);
    return status;
}

bool rwmap_remove(Rwmap *map, const void *key) {
    return rwmap_take(map, key, NULL, NULL);
}

bool rwmap_take(Rwmap *map, const void *key, void *key_out, void *value_out) {
    if (!map)
        return false;
    pthread_rwlock_wrlock(&map->lock);
    bool found = gomap_take(map->map, key, key_out, value_out);
    pthread_rwlock_unlock(&map->lock);
    return found;
}

void rwmap_clear(Rwmap *map) {
    if (!map)
        return;
    pthread_rwlock_wrlock(&map->lock);
    gomap_clear(map->map);
    pthread_rwlock_unlock(&map->lock);
}

void rwmap_range(Rwmap *map, RwmapVisit *visit, void *ctx) {
    if (!map)
        return;
    GomapIter it;
    pthread_rwlock_rdlock(&map->lock);
    for (gomap_iter_init(&it, map->map); gomap_iter_next(&it);) {
        if (!visit(it.key, it.value, ctx))
            break;
    }
    gomap_iter_fini(&it);
    pthread_rwlock_unlock(&map->lock);
}

void rwmap_with_read(Rwmap *map, RwmapRead *act, void *ctx) {
    if (!map)
        return;
    pthread_rwlock_rdlock(&map->lock);
    act(map->map, ctx);
    pthread_rwlock_unlock(&map->lock);
}

void rwmap_with_write(Rwmap *map, RwmapWrite *act, void *ctx) {
    if (!map)
        return;
    pthread_rwlock_wrlock(&map->lock);
    act(map->map, ctx);
    pthread_rwlock_unlock(&map->lock);
}
