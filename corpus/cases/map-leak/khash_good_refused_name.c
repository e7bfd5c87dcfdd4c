// SPDX-License-Identifier: Apache-2.0
// A set of names is made for each line, and ends with it on every way out.
#include "handkhash.h"
#include <stdio.h>

KHASH_MAP_INIT_STR(names, int)

static int all_different(char *line) {
    khash_t(names) *seen = kh_init(names);
    int fresh = 1;
    if (!seen)
        return 0;
    for (char *word = strtok(line, " \n"); word && fresh > 0; word = strtok(NULL, " \n"))
        kh_put(names, seen, word, &fresh);
    kh_destroy(names, seen);
    return fresh > 0;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        puts(all_different(line) ? "different" : "not");
    return 0;
}
