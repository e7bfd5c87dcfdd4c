// SPDX-License-Identifier: Apache-2.0
// The log's sources are kept once each in a set that only gets more.
#include <htslib/khash.h>
#include <stdio.h>
#include <string.h>

KHASH_SET_INIT_STR(names)

static khash_t(names) * names;

static const char *name_intern(const char *text) {
    int fresh;
    khiter_t at = kh_get(names, names, text);
    if (at != kh_end(names))
        return kh_key(names, at);
    char *copy = strdup(text);
    if (copy)
        kh_put(names, names, copy, &fresh); // expect: grow-only
    return copy;
}

int main(void) {
    char source[32];
    if (!(names = kh_init(names)))
        return 1;
    while (scanf("%31s%*[^\n]", source) == 1) {
        const char *name = name_intern(source); // expect-fn: intern-grow
        puts(name ? name : "?");
    }
    return 0;
}
