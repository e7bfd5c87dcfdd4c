// SPDX-License-Identifier: Apache-2.0
// The larger of two sets becomes the result, and then both sets are destroyed, and the result.
#include <htslib/khash.h>
#include <stdio.h>

KHASH_SET_INIT_STR(words)

static khash_t(words) * merge(khash_t(words) * a, khash_t(words) * b) {
    int fresh;
    for (khint_t at = kh_begin(b); at != kh_end(b); at++)
        if (kh_exist(b, at))
            kh_put(words, a, kh_key(b, at), &fresh);
    return a;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        khash_t(words) *common = kh_init(words), *rare = kh_init(words);
        int fresh;
        if (!common || !rare)
            abort();
        for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"))
            kh_put(words, word[3] ? rare : common, word, &fresh);
        khash_t(words) *all = merge(common, rare);
        printf("%u\n", kh_size(all));
        kh_destroy(words, common);
        kh_destroy(words, rare);
        kh_destroy(words, all); // expect-fn: double-destroy
    }
    return 0;
}
