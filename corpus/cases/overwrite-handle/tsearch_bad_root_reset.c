// SPDX-License-Identifier: Apache-2.0
// The tree of a line's letters is forgotten by setting its root to NULL.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

struct document {
    void *letters;
    int different;
};

static char letters[256]; // the nodes point to its elements

static int compare(const void *a, const void *b) {
    const char *left = a, *right = b;
    return (left > right) - (left < right);
}

static void keep_letter(void *letter) {
    (void)letter;
}

static void read_line(struct document *document, const char *line) {
    document->letters = NULL; // expect-fn: overwrite-handle
    document->different = 0;
    for (; *line; line++) {
        char *letter = &letters[(unsigned char)*line];
        document->different += !tfind(letter, &document->letters, compare);
        tsearch(letter, &document->letters, compare);
    }
}

int main(void) {
    char line[256];
    struct document document = {0};
    while (fgets(line, sizeof line, stdin)) {
        read_line(&document, line);
        printf("%d\n", document.different);
    }
    tdestroy(document.letters, keep_letter);
    return 0;
}
