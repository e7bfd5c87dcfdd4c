// SPDX-License-Identifier: Apache-2.0
// read_line -> collect -> add: the head comes back through a parameter, and read_line forgets it.
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

static void collect(struct tag **tags, const char *line) {
    add(tags, "line");
    add(tags, line);
}

static void read_line(const char *line) {
    struct tag *tags = NULL;
    collect(&tags, line); // expect: map-leak
    printf("%u\n", HASH_COUNT(tags));
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        read_line(line);
    return 0;
}
