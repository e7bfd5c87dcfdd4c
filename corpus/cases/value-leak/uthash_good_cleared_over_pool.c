// SPDX-License-Identifier: Apache-2.0
// The elements lie in the caller's array, so HASH_CLEAR is all there is to do.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct letter {
    int code;
    UT_hash_handle hh;
};

static unsigned distinct(const char *text) {
    struct letter pool[64];
    struct letter *letters = NULL, *letter;
    size_t used = 0;
    for (; *text && used < 64; text++) {
        int code = *text;
        HASH_FIND_INT(letters, &code, letter);
        if (letter)
            continue;
        letter = &pool[used++];
        letter->code = code;
        HASH_ADD_INT(letters, code, letter);
    }
    unsigned count = HASH_COUNT(letters);
    HASH_CLEAR(hh, letters);
    return count;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        printf("%u\n", distinct(line));
    return 0;
}
