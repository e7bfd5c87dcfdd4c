// SPDX-License-Identifier: Apache-2.0
// The chunk that keeps one copy of each word is cleared after every hundred lines.
#include <glib.h>
#include <stdio.h>

static GStringChunk *words;

static const char *word(const char *text) {
    return g_string_chunk_insert_const(words, text);
}

int main(void) {
    char line[64];
    const char *previous = NULL;
    words = g_string_chunk_new(256);
    for (guint n = 0; fgets(line, sizeof line, stdin); n++) {
        if (n % 100 == 0) {
            g_string_chunk_clear(words);
            previous = NULL;
        }
        const char *now = word(line);
        if (now == previous)
            puts("said twice");
        previous = now;
    }
    g_string_chunk_free(words);
    return 0;
}
