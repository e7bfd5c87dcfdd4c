// SPDX-License-Identifier: Apache-2.0
// The log's sources are kept once each in a set that is emptied when it holds a hundred.
#include <htslib/khash.h>
#include <stdio.h>
#include <string.h>

KHASH_SET_INIT_STR(names)

static khash_t(names) * names;

static void names_forget(void) {
    for (khiter_t at = kh_begin(names); at != kh_end(names); at++)
        if (kh_exist(names, at))
            free((char *)kh_key(names, at));
    kh_clear(names, names);
}

static const char *name_intern(const char *text) {
    int fresh;
    khiter_t at = kh_get(names, names, text);
    if (at != kh_end(names))
        return kh_key(names, at);
    if (kh_size(names) >= 100)
        names_forget();
    char *copy = strdup(text);
    if (copy)
        kh_put(names, names, copy, &fresh);
    return copy;
}

int main(void) {
    char source[32];
    if (!(names = kh_init(names)))
        return 1;
    while (scanf("%31s%*[^\n]", source) == 1) {
        const char *name = name_intern(source);
        puts(name ? name : "?");
    }
    names_forget();
    kh_destroy(names, names);
    return 0;
}
