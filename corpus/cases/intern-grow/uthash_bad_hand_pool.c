// SPDX-License-Identifier: Apache-2.0
// Tags are shared by all posts that carry them, and stay when the posts are gone.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct tag {
    char name[64];
    UT_hash_handle hh;
};

static struct tag *tags;

static const struct tag *tag_intern(const char *name) {
    struct tag *tag;
    HASH_FIND_STR(tags, name, tag);
    if (!tag && (tag = calloc(1, sizeof *tag))) {
        snprintf(tag->name, sizeof tag->name, "%s", name);
        HASH_ADD_STR(tags, name, tag); // expect: grow-only
    }
    return tag;
}

static void on_post(const char *line) {
    const struct tag *tag = tag_intern(line); // expect-fn: intern-grow
    if (tag)
        printf("#%s", tag->name);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        on_post(line);
    return 0;
}
