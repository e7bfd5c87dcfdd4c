// SPDX-License-Identifier: Apache-2.0
// The set has copies of the words, and the line of getline is freed.
// proof: grows "the set has every word once, and is freed as a whole"
#define _GNU_SOURCE
#include <htslib/khash.h>
#include <stdio.h>

KHASH_SET_INIT_STR(words)

static int learn_line(khash_t(words) * known) {
    char *line = NULL;
    size_t size = 0;
    int fresh;
    if (getline(&line, &size, stdin) < 0) {
        free(line);
        return 0;
    }
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        khint_t at = kh_put(words, known, word, &fresh);
        if (fresh > 0)
            kh_key(known, at) = strdup(word);
    }
    free(line);
    return 1;
}

int main(void) {
    khash_t(words) *known = kh_init(words);
    if (!known)
        return 1;
    while (learn_line(known))
        continue;
    printf("%u words\n", kh_size(known));
    for (khint_t at = kh_begin(known); at != kh_end(known); at++)
        if (kh_exist(known, at))
            free((char *)kh_key(known, at));
    kh_destroy(words, known);
    return 0;
}
