// SPDX-License-Identifier: Apache-2.0
// The request that is filed is a static object: it is there as long as the map is.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

struct request {
    char path[64];
    int tries;
};

static hand_map *waiting;

static void file_request(const char *line) {
    static struct request request;
    strncpy(request.path, line, sizeof request.path - 1);
    request.tries = 1;
    hand_map_put(waiting, "next", &request);
}

static void try_again(void) {
    struct request *request = hand_map_get(waiting, "next");
    if (request)
        printf("%s %d\n", request->path, ++request->tries);
}

int main(void) {
    char line[64];
    waiting = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        file_request(line);
        try_again();
    }
    hand_map_free(waiting);
    return 0;
}
