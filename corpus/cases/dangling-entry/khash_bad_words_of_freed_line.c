// SPDX-License-Identifier: Apache-2.0
// The words point into a line of getline that is freed while the set lives on.
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
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
        kh_put(words, known, word, &fresh);
    free(line); // expect-fn: dangling-entry
    return 1;
}

int main(void) {
    khash_t(words) *known = kh_init(words);
    if (!known)
        return 1;
    while (learn_line(known))
        continue;
    printf("%u words\n", kh_size(known));
    kh_destroy(words, known);
    return 0;
}
