// SPDX-License-Identifier: Apache-2.0
// The key is a bool.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct side {
    bool has_value;
    unsigned lines;
    UT_hash_handle hh;
};

static struct side *sides;

static void count(bool has_value) {
    struct side *side;
    HASH_FIND(hh, sides, &has_value, sizeof has_value, side);
    if (!side) {
        side = calloc(1, sizeof *side);
        if (!side)
            abort();
        side->has_value = has_value;
        HASH_ADD(hh, sides, has_value, sizeof side->has_value, side);
    }
    side->lines++;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        count(strchr(line, '=') != NULL);
    printf("%u\n", HASH_COUNT(sides));
    return 0;
}
