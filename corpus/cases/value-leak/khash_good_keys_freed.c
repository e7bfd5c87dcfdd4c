// SPDX-License-Identifier: Apache-2.0
// The keys are copies: a walk over the slots frees them before the map ends.
#include "handkhash.h"
#include <stdio.h>

KHASH_MAP_INIT_STR(counts, int)

static void count(char *line) {
    khash_t(counts) *h = kh_init(counts);
    int fresh;
    if (!h)
        return;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        khiter_t at = kh_get(counts, h, word);
        if (at == kh_end(h)) {
            char *key = strdup(word);
            if (!key)
                break;
            at = kh_put(counts, h, key, &fresh);
            if (fresh <= 0) {
                free(key);
                break;
            }
            kh_val(h, at) = 0;
        }
        kh_val(h, at)++;
    }
    for (khiter_t at = kh_begin(h); at != kh_end(h); ++at) {
        if (!kh_exist(h, at))
            continue;
        printf("%s %d\n", kh_key(h, at), kh_val(h, at));
        free((char *)kh_key(h, at));
    }
    kh_destroy(counts, h);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        count(line);
    return 0;
}
