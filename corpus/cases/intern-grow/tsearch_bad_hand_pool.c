// SPDX-License-Identifier: Apache-2.0
// A tree keeps one copy of every word of the input, for ever.
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *words;

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static const char *word_intern(const char *text) {
    char **known = tfind(text, &words, by_text);
    if (known)
        return *known;
    char *copy = strdup(text);
    if (copy && !tsearch(copy, &words, by_text)) {
        free(copy);
        return NULL;
    }
    return copy;
}

int main(void) {
    char word[32];
    while (scanf("%31s", word) == 1) {
        const char *shared = word_intern(word); // expect-fn: intern-grow
        puts(shared ? shared : "?");
    }
    return 0;
}
