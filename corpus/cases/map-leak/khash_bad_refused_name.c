// SPDX-License-Identifier: Apache-2.0
// A set of names is made for each line, and forgotten when a name comes twice.
#include "handkhash.h"
#include <stdio.h>

KHASH_MAP_INIT_STR(names, int)

static int all_different(char *line) {
    khash_t(names) *seen = kh_init(names); // expect: map-leak
    int fresh;
    if (!seen)
        return 0;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        kh_put(names, seen, word, &fresh);
        if (fresh == 0)
            return 0;
    }
    kh_destroy(names, seen);
    return 1;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        puts(all_different(line) ? "different" : "not");
    return 0;
}
