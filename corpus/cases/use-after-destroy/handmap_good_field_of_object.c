// SPDX-License-Identifier: Apache-2.0
// Closing the connection frees its map, and only an open connection answers.
#include <handmap.h>
#include <stdio.h>

struct connection {
    hand_map *headers;
    int open;
};

static void close_connection(struct connection *c) {
    hand_map_free(c->headers);
    c->open = 0;
}

static void answer(struct connection *c) {
    const char *host = hand_map_get(c->headers, "Host");
    printf("%s\n", host ? host : "nobody");
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct connection c = {hand_map_new(), 1};
        hand_map_put(c.headers, "Host", line);
        if (line[0] == 't')
            close_connection(&c);
        if (c.open)
            answer(&c);
        if (c.open)
            close_connection(&c);
    }
    return 0;
}
