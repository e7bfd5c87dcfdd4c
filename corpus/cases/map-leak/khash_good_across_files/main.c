// SPDX-License-Identifier: Apache-2.0
// Destroys the index, whether the word is in it or not; kh_destroy does nothing for NULL.
#include "index.h"

#include <stdio.h>

static int has_quick(char *line) {
    khash_t(index) *index = index_words(line);
    int has = index && kh_get(index, index, "quick") != kh_end(index);
    kh_destroy(index, index);
    return has;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", has_quick(line));
    return 0;
}
