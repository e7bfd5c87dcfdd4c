// SPDX-License-Identifier: Apache-2.0
// Tags are shared by all posts that carry them; the last post that goes takes its tag along.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct tag {
    char name[64];
    unsigned posts;
    UT_hash_handle hh;
};

static struct tag *tags;

static struct tag *tag_intern(const char *name) {
    struct tag *tag;
    HASH_FIND_STR(tags, name, tag);
    if (!tag && (tag = calloc(1, sizeof *tag))) {
        snprintf(tag->name, sizeof tag->name, "%s", name);
        HASH_ADD_STR(tags, name, tag);
    }
    if (tag)
        tag->posts++;
    return tag;
}

static void tag_release(struct tag *tag) {
    if (--tag->posts > 0)
        return;
    HASH_DEL(tags, tag);
    free(tag);
}

static void on_post(const char *line) {
    struct tag *tag = tag_intern(line);
    if (!tag)
        return;
    printf("#%s", tag->name);
    tag_release(tag);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        on_post(line);
    return 0;
}
