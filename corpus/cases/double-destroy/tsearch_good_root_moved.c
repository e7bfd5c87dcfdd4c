// SPDX-License-Identifier: Apache-2.0
// The tree of words moves from one document to the next, whose root alone leads to it.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <string.h>

struct document {
    void *words;
};

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static void keep_word(void *word) {
    (void)word; // it lies in the line
}

static void learn(struct document *document, char *line) {
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
        tsearch(word, &document->words, compare);
}

static void end(struct document *document) {
    tdestroy(document->words, keep_word);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct document draft = {NULL};
        learn(&draft, line);
        struct document printed = draft;
        draft.words = NULL;
        puts(tfind("the", &printed.words, compare) ? "the" : "no");
        end(&draft);
        end(&printed);
    }
    return 0;
}
