// SPDX-License-Identifier: Apache-2.0
// A parser keeps its definitions, and is freed with them at the end of each document.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct parser {
    hand_map *definitions;
};

static struct parser *parser_new(void) {
    struct parser *parser = malloc(sizeof *parser);
    if (!parser)
        abort();
    parser->definitions = hand_map_new();
    return parser;
}

static void parser_feed(struct parser *parser, const char *line) {
    hand_map_add(parser->definitions, line, (void *)"defined");
}

static void parser_free(struct parser *parser) {
    hand_map_free(parser->definitions);
    free(parser);
}

int main(void) {
    char line[256];
    struct parser *parser = parser_new();
    while (fgets(line, sizeof line, stdin)) {
        parser_feed(parser, line);
        if (line[0] == 't') {
            parser_free(parser);
            parser = parser_new();
        }
    }
    parser_free(parser);
    return 0;
}
