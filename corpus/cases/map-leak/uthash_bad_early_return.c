// SPDX-License-Identifier: Apache-2.0
// A word that comes twice leaves the function before the table is taken apart.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct word {
    char text[32];
    UT_hash_handle hh;
};

static int has_repetition(char *line) {
    struct word *words = NULL, *word, *next;
    for (char *part = strtok(line, " \n"); part; part = strtok(NULL, " \n")) {
        HASH_FIND_STR(words, part, word);
        if (word)
            return 1;
        if (!(word = calloc(1, sizeof *word)))
            abort();
        snprintf(word->text, sizeof word->text, "%s", part);
        HASH_ADD_STR(words, text, word); // expect: map-leak
    }
    HASH_ITER(hh, words, word, next) {
        HASH_DEL(words, word);
        free(word);
    }
    return 0;
}

int main(void) {
    char line[64], again[] = "to be or not to be";
    printf("%d\n", has_repetition(again));
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", has_repetition(line));
    return 0;
}
