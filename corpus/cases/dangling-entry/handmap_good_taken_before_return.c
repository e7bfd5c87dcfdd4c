// SPDX-License-Identifier: Apache-2.0
// The request lies on the stack, and its entry is taken out before the function returns.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

struct request {
    char path[64];
    int tries;
};

static hand_map *waiting;

static void try_again(void) {
    struct request *request = hand_map_get(waiting, "next");
    if (request)
        printf("%s %d\n", request->path, ++request->tries);
}

static void file_request(const char *line) {
    struct request request = {"", 1};
    strncpy(request.path, line, sizeof request.path - 1);
    hand_map_put(waiting, "next", &request);
    try_again();
    hand_map_take(waiting, "next");
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
