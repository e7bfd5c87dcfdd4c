// SPDX-License-Identifier: Apache-2.0
// The lexer's end frees its buffer and itself, not its keywords.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lexer {
    char *buffer;
    hand_map *keywords;
};

static struct lexer *lexer_new(const char *text) {
    struct lexer *lexer = calloc(1, sizeof *lexer);
    if (!lexer)
        return NULL;
    lexer->buffer = strdup(text);
    lexer->keywords = hand_map_new();
    hand_map_add(lexer->keywords, "if", (void *)"keyword");
    return lexer;
}

static void lexer_free(struct lexer *lexer) {
    if (!lexer)
        return;
    free(lexer->buffer);
    free(lexer); // expect: map-leak
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct lexer *lexer = lexer_new(line);
        if (lexer)
            printf("%zu\n", hand_map_size(lexer->keywords));
        lexer_free(lexer);
    }
    return 0;
}
