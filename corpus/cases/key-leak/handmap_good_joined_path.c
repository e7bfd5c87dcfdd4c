// SPDX-License-Identifier: Apache-2.0
// The map makes its own copy of the key; the path that was built for it is freed by who built it.
// proof: grows "the map has every path once, and is freed as a whole"
#define _GNU_SOURCE
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

static void serve(hand_map *handlers, const char *folder, const char *name) {
    char *path;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        abort();
    hand_map_put(handlers, path, (void *)"static file");
    free(path);
}

int main(void) {
    char line[256];
    hand_map *handlers = hand_map_new();
    while (fgets(line, sizeof line, stdin))
        serve(handlers, "/www", line);
    printf("%zu handlers\n", hand_map_size(handlers));
    hand_map_free(handlers);
    return 0;
}
