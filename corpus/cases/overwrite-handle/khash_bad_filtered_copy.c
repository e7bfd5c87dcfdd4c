// SPDX-License-Identifier: Apache-2.0
// The set without the short words replaces the full one, which nobody destroys.
#include <htslib/khash.h>
#include <stdio.h>

KHASH_SET_INIT_STR(words)

static khash_t(words) * read_words(char *line) {
    khash_t(words) *set = kh_init(words);
    int fresh;
    for (char *word = strtok(line, " \n"); set && word; word = strtok(NULL, " \n"))
        kh_put(words, set, word, &fresh);
    return set;
}

static khash_t(words) * without_short(const khash_t(words) * from) {
    khash_t(words) *set = kh_init(words);
    int fresh;
    for (khint_t at = kh_begin(from); set && at != kh_end(from); at++)
        if (kh_exist(from, at) && strlen(kh_key(from, at)) > 3)
            kh_put(words, set, kh_key(from, at), &fresh);
    return set;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        khash_t(words) *set = read_words(line); // expect: map-leak
        if (!set)
            return 1;
        set = without_short(set); // expect-fn: overwrite-handle
        if (set)
            printf("%u\n", kh_size(set));
        kh_destroy(words, set);
    }
    return 0;
}
