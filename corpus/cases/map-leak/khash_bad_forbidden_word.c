// SPDX-License-Identifier: Apache-2.0
// A set of words is made for each line, and forgotten when one of them is not allowed.
#include "handkhash.h"
#include <stdio.h>

KHASH_MAP_INIT_STR(words, int)

static int different_words(char *line) {
    khash_t(words) *seen = kh_init(words); // expect: map-leak
    int fresh;
    if (!seen)
        return -1;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        if (strcmp(word, "quick") == 0)
            return -1;
        kh_put(words, seen, word, &fresh);
    }
    int n = (int)kh_size(seen);
    kh_destroy(words, seen);
    return n;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", different_words(line));
    return 0;
}
