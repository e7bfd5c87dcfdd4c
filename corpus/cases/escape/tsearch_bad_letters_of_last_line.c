// SPDX-License-Identifier: Apache-2.0
// The tree of each line's letters becomes the global one, over the tree of the line before.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

static char letters[256]; // the nodes point to its elements
static void *last_letters;

static int compare(const void *a, const void *b) {
    const char *left = a, *right = b;
    return (left > right) - (left < right);
}

static void index_line(const char *line) {
    void *found = NULL;
    for (; *line; line++)
        tsearch(&letters[(unsigned char)*line], &found, compare);
    last_letters = found; // expect-fn: escape
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        index_line(line);
        puts(tfind(&letters['q'], &last_letters, compare) ? "with q" : "without q");
    }
    return 0;
}
