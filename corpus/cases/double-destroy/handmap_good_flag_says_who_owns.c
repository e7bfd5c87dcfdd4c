// SPDX-License-Identifier: Apache-2.0
// Two readers share a map, and a flag says which of them frees it.
#include <handmap.h>
#include <stdbool.h>
#include <stdio.h>

struct reader {
    hand_map *words;
    bool owns;
};

static void reader_end(struct reader *reader) {
    if (reader->owns)
        hand_map_free(reader->words);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct reader first = {hand_map_new(), true};
        struct reader second = {first.words, false};
        hand_map_put(first.words, line, (void *)"read");
        printf("%zu\n", hand_map_size(second.words));
        reader_end(&second);
        reader_end(&first);
    }
    return 0;
}
