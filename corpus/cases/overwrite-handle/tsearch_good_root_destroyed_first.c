// SPDX-License-Identifier: Apache-2.0
// The tree of a line's words is destroyed before its root is set to NULL.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <string.h>

struct document {
    void *words;
    int different;
};

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static void keep_words(void *word) {
    (void)word; // they lie in the line
}

static void read_words(struct document *document, char *line) {
    tdestroy(document->words, keep_words);
    document->words = NULL;
    document->different = 0;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        char **node = tsearch(word, &document->words, compare);
        document->different += node && *node == word;
    }
}

int main(void) {
    char line[256];
    struct document document = {0};
    while (fgets(line, sizeof line, stdin)) {
        read_words(&document, line);
        printf("%d\n", document.different);
    }
    tdestroy(document.words, keep_words);
    return 0;
}
