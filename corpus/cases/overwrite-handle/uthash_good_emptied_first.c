// SPDX-License-Identifier: Apache-2.0
// The counters of a line are taken out one by one; with the last the head is NULL, and set once
// more.
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
    struct letter *letters = NULL, *letter, *next;
    while (fgets(line, sizeof line, stdin)) {
        for (const char *at = line; *at; at++)
            count(&letters, *at);
        printf("%u\n", HASH_COUNT(letters));
        HASH_ITER(hh, letters, letter, next) {
            HASH_DEL(letters, letter);
            free(letter);
        }
        letters = NULL;
    }
    return 0;
}
