// SPDX-License-Identifier: Apache-2.0
// A connection that fails is closed at once, and again when its turn is over.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

struct connection {
    hand_map *headers;
};

static void close_connection(struct connection *c) {
    hand_map_free(c->headers);
}

static void serve(struct connection *c, const char *line) {
    hand_map_put(c->headers, "Request", (void *)line);
    if (!strchr(line, '=')) {
        puts("400");
        close_connection(c);
        return;
    }
    printf("200 %zu\n", hand_map_size(c->headers));
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct connection c = {hand_map_new()};
        serve(&c, line);
        close_connection(&c); // expect-fn: double-destroy
    }
    return 0;
}
