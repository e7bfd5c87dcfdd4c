// SPDX-License-Identifier: Apache-2.0
// The counters of a line are dropped by setting the head to NULL; table and elements stay behind.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct letter {
    int code;
    int count;
    UT_hash_handle hh;
};

static void count(struct letter **letters, int code) {
    struct letter *letter;
    HASH_FIND_INT(*letters, &code, letter);
    if (!letter) {
        letter = calloc(1, sizeof *letter);
        if (!letter)
            abort();
        letter->code = code;
        HASH_ADD_INT(*letters, code, letter);
    }
    letter->count++;
}

int main(void) {
    char line[64];
    struct letter *letters = NULL;
    while (fgets(line, sizeof line, stdin)) {
        for (const char *at = line; *at; at++)
            count(&letters, *at); // expect: map-leak
        printf("%u\n", HASH_COUNT(letters));
        letters = NULL; // expect-fn: overwrite-handle
    }
    return 0;
}
