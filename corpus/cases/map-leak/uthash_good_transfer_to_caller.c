// SPDX-License-Identifier: Apache-2.0
// The head comes back through a parameter, and the caller takes the table apart.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct tag {
    char name[64];
    UT_hash_handle hh;
};

static void add(struct tag **tags, const char *name) {
    struct tag *tag;
    HASH_FIND_STR(*tags, name, tag);
    if (tag)
        return;
    tag = calloc(1, sizeof *tag);
    if (!tag)
        abort();
    snprintf(tag->name, sizeof tag->name, "%s", name);
    HASH_ADD_STR(*tags, name, tag);
}

static struct tag *collect(const char *line) {
    struct tag *tags = NULL;
    add(&tags, "line");
    add(&tags, line);
    return tags;
}

static void drop(struct tag *tags) {
    struct tag *tag, *next;
    HASH_ITER(hh, tags, tag, next) {
        HASH_DEL(tags, tag);
        free(tag);
    }
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        struct tag *tags = collect(line);
        printf("%u\n", HASH_COUNT(tags));
        drop(tags);
    }
    return 0;
}
