// SPDX-License-Identifier: Apache-2.0
// The tree of each line's words becomes the global one, over the tree of the line before.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <string.h>

static char text[256];
static void *last_words;

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static void index_line(const char *line) {
    void *words = NULL;
    strcpy(text, line);
    for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n"))
        tsearch(word, &words, compare);
    last_words = words; // expect-fn: escape
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        index_line(line);
        puts(tfind("the", &last_words, compare) ? "the" : "no");
    }
    return 0;
}
