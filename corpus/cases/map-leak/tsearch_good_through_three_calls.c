// SPDX-License-Identifier: Apache-2.0
// read_line -> collect -> add: the root comes back through a parameter, and read_line ends the
// tree.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <string.h>

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static void keep_word(void *word) {
    (void)word; // it lies in the line
}

static int add(void **words, char *word) {
    char **node = tsearch(word, words, compare);
    return node && *node == word;
}

static int collect(void **words, char *line) {
    int different = 0;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
        different += add(words, word);
    return different;
}

static void read_line(char *line) {
    void *words = NULL;
    printf("%d\n", collect(&words, line));
    tdestroy(words, keep_word);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        read_line(line);
    return 0;
}
