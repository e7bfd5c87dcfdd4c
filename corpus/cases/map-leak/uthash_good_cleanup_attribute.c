// SPDX-License-Identifier: Apache-2.0
// The variable's own cleanup function takes the table apart, whichever way the function is left.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct word {
    char text[32];
    UT_hash_handle hh;
};

static void free_words(struct word **words) {
    struct word *word, *next;
    HASH_ITER(hh, *words, word, next) {
        HASH_DEL(*words, word);
        free(word);
    }
}

static int has_repetition(char *line) {
    __attribute__((cleanup(free_words))) struct word *words = NULL;
    for (char *part = strtok(line, " \n"); part; part = strtok(NULL, " \n")) {
        struct word *word;
        HASH_FIND_STR(words, part, word);
        if (word)
            return 1;
        if (!(word = calloc(1, sizeof *word)))
            abort();
        snprintf(word->text, sizeof word->text, "%s", part);
        HASH_ADD_STR(words, text, word);
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
