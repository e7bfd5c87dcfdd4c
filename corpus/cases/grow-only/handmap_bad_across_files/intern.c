// SPDX-License-Identifier: Apache-2.0
// One copy of each text, for ever.
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
    hand_map_add(pool, text, copy); // expect: grow-only
    return copy;
}
