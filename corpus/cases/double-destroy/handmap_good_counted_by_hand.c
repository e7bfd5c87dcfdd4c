// SPDX-License-Identifier: Apache-2.0
// Two readers share a map that counts them, and the second one to leave frees it.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct shared {
    hand_map *words;
    int readers;
};

static void leave(struct shared *shared) {
    if (--shared->readers > 0)
        return;
    hand_map_free(shared->words);
    free(shared);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct shared *shared = malloc(sizeof *shared);
        if (!shared)
            abort();
        *shared = (struct shared){hand_map_new(), 2};
        hand_map_put(shared->words, line, (void *)"read");
        printf("%zu\n", hand_map_size(shared->words));
        leave(shared);
        leave(shared);
    }
    return 0;
}
