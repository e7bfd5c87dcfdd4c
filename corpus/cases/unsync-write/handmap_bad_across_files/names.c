// SPDX-License-Identifier: Apache-2.0
#include "names.h"

#include <handmap.h>
#include <threads.h>

static hand_map *names;
static mtx_t lock;

bool names_open(void) {
    names = hand_map_new();
    return mtx_init(&lock, mtx_plain) == thrd_success;
}

void names_close(void) {
    hand_map_free(names);
    mtx_destroy(&lock);
}

void names_set(const char *name, const char *value) {
    hand_map_put(names, name, (void *)value); // expect-fn: unsync-write
}

const char *names_get(const char *name) {
    mtx_lock(&lock);
    const char *value = hand_map_get(names, name);
    mtx_unlock(&lock);
    return value;
}
