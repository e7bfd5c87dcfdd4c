// SPDX-License-Identifier: Apache-2.0
// The table of a function's own histogram is dropped with all its elements.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct bar {
    int letter;
    int height;
    UT_hash_handle hh;
};

static int highest(const char *text) {
    struct bar *bars = NULL, *bar;
    int best = 0;
    for (; *text; text++) {
        int letter = *text;
        HASH_FIND_INT(bars, &letter, bar);
        if (!bar) {
            if (!(bar = calloc(1, sizeof *bar)))
                abort();
            bar->letter = letter;
            HASH_ADD_INT(bars, letter, bar); // expect: map-leak
        }
        if (++bar->height > best)
            best = bar->height;
    }
    return best;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", highest(line));
    return 0;
}
