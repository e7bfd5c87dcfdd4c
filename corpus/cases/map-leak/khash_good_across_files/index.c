// SPDX-License-Identifier: Apache-2.0
// Makes an index that the caller has to destroy.
#include "index.h"

khash_t(index) * index_words(char *line) {
    khash_t(index) *index = kh_init(index);
    int fresh;
    for (char *word = strtok(line, " \n"); index && word; word = strtok(NULL, " \n"))
        kh_put(index, index, word, &fresh);
    return index;
}
