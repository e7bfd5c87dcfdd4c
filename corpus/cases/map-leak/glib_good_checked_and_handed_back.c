// SPDX-License-Identifier: Apache-2.0
// A header with a map in it goes through a check of many ways out, which hands it back or frees it.
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int references;
    size_t length;
    char *text, **names;
    unsigned *lengths;
    GHashTable *index;
} Header;

static void header_free(Header *h) {
    if (!h)
        return;
    if (h->references > 0) {
        --h->references;
        return;
    }
    if (h->names)
        free(h->names);
    if (h->lengths)
        free(h->lengths);
    free(h->text);
    if (h->index)
        g_hash_table_destroy(h->index);
    free(h);
}

static Header *checked(Header *h) {
    if (!h)
        return NULL;
    if (h->length == 0)
        return h;
    char *text = h->text, last = '\n';
    size_t i;
    for (i = 0; i < h->length; i++) {
        if (last == '\n' && text[i] != 'u' && text[i] != 't') {
            header_free(h);
            return NULL;
        }
        last = text[i];
    }
    if (last != '\n') {
        text = realloc(h->text, h->length + 2);
        if (!text) {
            header_free(h);
            return NULL;
        }
        h->text = text;
        h->length = i;
    }
    return h;
}

static Header *parse(const char *text, int indexed) {
    Header *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    GHashTable *index = NULL;
    if (indexed)
        index = g_hash_table_new(g_str_hash, g_str_equal);
    h->index = index;
    h->text = strdup(text);
    h->length = h->text ? strlen(text) : 0;
    return checked(h);
}

int main(void) {
    char line[64];
    for (int n = 0; fgets(line, sizeof line, stdin); n++) {
        Header *h = parse(line, n % 2);
        if (h)
            puts(h->text);
        header_free(h);
    }
    return 0;
}
