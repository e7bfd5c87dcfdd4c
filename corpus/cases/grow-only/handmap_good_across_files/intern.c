// SPDX-License-Identifier: Apache-2.0
// One copy of each text, until it is released.
#include "intern.h"

#include <handmap.h>
#include <stdlib.h>
#include <string.h>

static hand_map *pool;

const char *intern(const char *text) {
    char *copy;
    if (!pool)
        pool = hand_map_new();
    copy = hand_map_get(pool, text);
    if (copy)
        return copy;
    copy = strdup(text);
    if (!copy)
        abort();
    hand_map_add(pool, text, copy);
    return copy;
}

void intern_release(const char *text) {
    free(hand_map_take(pool, text));
}
