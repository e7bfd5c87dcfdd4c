// SPDX-License-Identifier: Apache-2.0
// The answer is computed from the set that the line before destroyed.
#include <htslib/khash.h>
#include <stdio.h>

KHASH_SET_INIT_STR(words)

static unsigned different_words(char *line) {
    khash_t(words) *seen = kh_init(words);
    int fresh;
    if (!seen)
        return 0;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
        kh_put(words, seen, word, &fresh);
    kh_destroy(words, seen);
    return kh_size(seen); // expect-fn: use-after-destroy
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%u\n", different_words(line));
    return 0;
}
