// SPDX-License-Identifier: Apache-2.0
// HASH_CLEAR frees the table, not the elements.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct letter {
    int code;
    UT_hash_handle hh;
};

static unsigned distinct(const char *text) {
    struct letter *letters = NULL, *letter;
    for (; *text; text++) {
        int code = *text;
        HASH_FIND_INT(letters, &code, letter);
        if (letter)
            continue;
        if (!(letter = calloc(1, sizeof *letter)))
            abort();
        letter->code = code;
        HASH_ADD_INT(letters, code, letter);
    }
    unsigned count = HASH_COUNT(letters);
    HASH_CLEAR(hh, letters); // expect: value-leak
    return count;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        printf("%u\n", distinct(line));
    return 0;
}
