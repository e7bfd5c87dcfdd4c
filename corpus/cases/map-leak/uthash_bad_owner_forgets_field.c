// SPDX-License-Identifier: Apache-2.0
// Freeing the document frees its title and leaves its anchors.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct anchor {
    char id[32];
    UT_hash_handle hh;
};

struct document {
    char *title;
    struct anchor *anchors;
};

static void add_anchor(struct document *document, const char *id) {
    struct anchor *anchor = calloc(1, sizeof *anchor);
    if (!anchor)
        abort();
    snprintf(anchor->id, sizeof anchor->id, "%.31s", id);
    HASH_ADD_STR(document->anchors, id, anchor);
}

static void document_free(struct document *document) {
    free(document->title);
    free(document); // expect: map-leak
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        struct document *document = calloc(1, sizeof *document);
        if (!document)
            return 1;
        document->title = strdup(line);
        add_anchor(document, line);
        printf("%u\n", HASH_COUNT(document->anchors));
        document_free(document);
    }
    return 0;
}
