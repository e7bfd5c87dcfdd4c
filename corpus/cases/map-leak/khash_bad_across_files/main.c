// SPDX-License-Identifier: Apache-2.0
// Destroys the index only when the word is in it.
#include "index.h"

#include <stdio.h>

static int has_quick(char *line) {
    khash_t(index) *index = index_words(line); // expect: map-leak
    if (!index || kh_get(index, index, "quick") == kh_end(index))
        return 0;
    kh_destroy(index, index);
    return 1;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", has_quick(line));
    return 0;
}
