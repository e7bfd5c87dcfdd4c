// SPDX-License-Identifier: Apache-2.0
#include "map_calls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

uint64_t random_number(uint64_t *random) {
    uint64_t x = *random += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

Call random_call(uint64_t *random, uint64_t keys, uint64_t values) {
    Call call = {.key = random_number(random) % keys,
                 .value = 1 + random_number(random) % values,
                 .old = 1 + random_number(random) % values};
    // A clear now and then; more would leave too little to look at.
    call.kind = (CallKind)(random_number(random) % CALL_CLEAR);
    if (random_number(random) % 64 == 0)
        call.kind = CALL_CLEAR;
    return call;
}

static void expect_ok(GomapStatus status) {
    assert_int_equal(status, GOMAP_OK);
}

void call_syncmap(Syncmap *map, Call *call) {
    void *value = (void *)call->value;
    void *old = (void *)call->old;
    void *got = NULL;
    SyncmapSection section;
    syncmap_enter(&section, map);
    switch (call->kind) {
    case CALL_LOAD:
        got = syncmap_load(&section, &call->key);
        call->yes = got;
        break;
    case CALL_STORE:
        expect_ok(syncmap_store(map, &call->key, value));
        break;
    case CALL_SWAP:
        expect_ok(syncmap_swap(&section, &call->key, value, &got, &call->yes));
        break;
    case CALL_LOAD_OR_STORE:
        expect_ok(syncmap_load_or_store(&section, &call->key, value, &got, &call->yes));
        break;
    case CALL_LOAD_AND_DELETE:
        call->yes = syncmap_load_and_delete(&section, &call->key, &got);
        break;
    case CALL_DELETE:
        call->yes = syncmap_delete(map, &call->key);
        break;
    case CALL_COMPARE_AND_SWAP:
        expect_ok(syncmap_compare_and_swap(map, &call->key, old, value, &call->yes));
        break;
    case CALL_COMPARE_AND_DELETE:
        call->yes = syncmap_compare_and_delete(map, &call->key, old);
        break;
    case CALL_CLEAR:
        syncmap_clear(map);
        break;
    case CALL_KINDS:
        break;
    }
    call->got = (uintptr_t)got;
    syncmap_leave(&section);
}

static void swap_slot(void *slot, bool added, void *ctx) {
    Call *call = ctx;
    uintptr_t *stored = slot;
    call->yes = !added;
    call->got = *stored;
    *stored = call->value;
}

static void fill_slot(void *slot, bool added, void *ctx) {
    Call *call = ctx;
    uintptr_t *stored = slot;
    call->yes = !added;
    if (added)
        *stored = call->value;
    call->got = *stored;
}

static void compare_and_swap(Gomap *map, void *ctx) {
    Call *call = ctx;
    uintptr_t *stored = gomap_find(map, &call->key);
    call->yes = stored && *stored == call->old;
    if (call->yes)
        *stored = call->value;
}

static void compare_and_delete(Gomap *map, void *ctx) {
    Call *call = ctx;
    uintptr_t *stored = gomap_find(map, &call->key);
    call->yes = stored && *stored == call->old && gomap_remove(map, &call->key);
}

void call_rwmap(Rwmap *map, Call *call) {
    switch (call->kind) {
    case CALL_LOAD:
        call->yes = rwmap_get(map, &call->key, &call->got);
        break;
    case CALL_STORE:
        expect_ok(rwmap_put(map, &call->key, &call->value));
        break;
    case CALL_SWAP:
        expect_ok(rwmap_update(map, &call->key, swap_slot, call));
        break;
    case CALL_LOAD_OR_STORE:
        expect_ok(rwmap_update(map, &call->key, fill_slot, call));
        break;
    case CALL_LOAD_AND_DELETE:
        call->yes = rwmap_take(map, &call->key, NULL, &call->got);
        break;
    case CALL_DELETE:
        call->yes = rwmap_remove(map, &call->key);
        break;
    case CALL_COMPARE_AND_SWAP:
        rwmap_with_write(map, compare_and_swap, call);
        break;
    case CALL_COMPARE_AND_DELETE:
        rwmap_with_write(map, compare_and_delete, call);
        break;
    case CALL_CLEAR:
        rwmap_clear(map);
        break;
    case CALL_KINDS:
        break;
    }
}

void call_array(uintptr_t values[CALL_KEYS], Call *call) {
    uintptr_t *value = &values[call->key];
    bool equal = *value && *value == call->old;
    switch (call->kind) {
    case CALL_LOAD:
        call->got = *value;
        call->yes = *value;
        break;
    case CALL_STORE:
        *value = call->value;
        break;
    case CALL_SWAP:
        call->got = *value;
        call->yes = *value;
        *value = call->value;
        break;
    case CALL_LOAD_OR_STORE:
        call->yes = *value;
        *value = *value ? *value : call->value;
        call->got = *value;
        break;
    case CALL_LOAD_AND_DELETE:
        call->got = *value;
        call->yes = *value;
        *value = 0;
        break;
    case CALL_DELETE:
        call->yes = *value;
        *value = 0;
        break;
    case CALL_COMPARE_AND_SWAP:
        call->yes = equal;
        *value = equal ? call->value : *value;
        break;
    case CALL_COMPARE_AND_DELETE:
        call->yes = equal;
        *value = equal ? 0 : *value;
        break;
    case CALL_CLEAR:
        memset(values, 0, CALL_KEYS * sizeof *values);
        break;
    case CALL_KINDS:
        break;
    }
}

void copying_init(CopyingMap *map) {
    pthread_mutex_init(&map->lock, NULL);
    map->values = calloc(CALL_KEYS, sizeof *map->values);
    assert_non_null(map->values);
}

void copying_fini(CopyingMap *map) {
    pthread_mutex_destroy(&map->lock);
    free(map->values);
}

void call_copying(CopyingMap *map, Call *call) {
    pthread_mutex_lock(&map->lock);
    uintptr_t *copy = malloc(CALL_KEYS * sizeof *copy);
    assert_non_null(copy);
    memcpy(copy, map->values, CALL_KEYS * sizeof *copy);
    call_array(copy, call);
    free(map->values);
    map->values = copy;
    pthread_mutex_unlock(&map->lock);
}
