// SPDX-License-Identifier: Apache-2.0
// The chunk that keeps one copy of each word lives as long as the program, and takes every word.
#include <glib.h>
#include <stdio.h>

static GStringChunk *words;

static const char *word(const char *text) {
    return g_string_chunk_insert_const(words, text); // expect-fn: intern-grow
}

int main(void) {
    char line[64];
    const char *previous = NULL;
    words = g_string_chunk_new(256);
    while (fgets(line, sizeof line, stdin)) {
        const char *now = word(line);
        if (now == previous)
            puts("said twice");
        previous = now;
    }
    g_string_chunk_free(words);
    return 0;
}
