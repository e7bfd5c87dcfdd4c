// SPDX-License-Identifier: Apache-2.0
// A tree keeps one copy of every word of a line, and is gone with the line.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

static const char *word_intern(void **words, const char *text) {
    char **known = tfind(text, words, by_text);
    if (known)
        return *known;
    char *copy = strdup(text);
    if (copy && !tsearch(copy, words, by_text)) {
        free(copy);
        return NULL;
    }
    return copy;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        void *words = NULL;
        for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
            const char *shared = word_intern(&words, word);
            puts(shared ? shared : "?");
        }
        tdestroy(words, free);
    }
    return 0;
}
