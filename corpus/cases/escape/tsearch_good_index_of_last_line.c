// SPDX-License-Identifier: Apache-2.0
// The tree of each line's words becomes the global one, after the tree before was destroyed.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <string.h>

static char text[256];
static void *last_words;

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static void keep_word(void *word) {
    (void)word; // it lies in the text
}

static void index_line(const char *line) {
    void *words = NULL;
    tdestroy(last_words, keep_word);
    strcpy(text, line);
    for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n"))
        tsearch(word, &words, compare);
    last_words = words;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        index_line(line);
        puts(tfind("the", &last_words, compare) ? "the" : "no");
    }
    return 0;
}
