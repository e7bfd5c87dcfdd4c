// SPDX-License-Identifier: Apache-2.0
// The tree and its words are freed, and the root that is left is searched.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *words;

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static void learn(const char *word) {
    char *copy = strdup(word);
    char **node = copy ? tsearch(copy, &words, compare) : NULL; // expect-fn: use-after-destroy
    if (!node)
        abort();
    if (*node != copy)
        free(copy);
}

static void forget_all(void) {
    tdestroy(words, free);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        learn(line);
        puts(tfind(line, &words, compare) ? "known" : "new");
        if (line[0] == 't')
            forget_all();
    }
    return 0;
}
