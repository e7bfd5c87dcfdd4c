// SPDX-License-Identifier: Apache-2.0
// Every hundred lines the old generation is freed, and an empty table takes its place.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct seen {
    char text[64];
    UT_hash_handle hh;
};

static struct seen *generation;

static void begin_generation(void) {
    struct seen *old = generation, *seen, *next;
    generation = NULL;
    HASH_ITER(hh, old, seen, next) {
        HASH_DEL(old, seen);
        free(seen);
    }
}

static void see(const char *text) {
    struct seen *seen;
    HASH_FIND_STR(generation, text, seen);
    if (seen)
        return;
    seen = calloc(1, sizeof *seen);
    if (!seen)
        abort();
    snprintf(seen->text, sizeof seen->text, "%s", text);
    HASH_ADD_STR(generation, text, seen);
}

int main(void) {
    char line[64];
    for (unsigned read = 1; fgets(line, sizeof line, stdin); read++) {
        see(line);
        if (read % 100 == 0)
            begin_generation();
    }
    return 0;
}
