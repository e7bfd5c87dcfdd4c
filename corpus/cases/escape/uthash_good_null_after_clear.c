// SPDX-License-Identifier: Apache-2.0
// HASH_CLEAR resets the head to NULL before the next table goes there. An array holds the elements.
#include <stdio.h>
#include <uthash.h>

struct mark {
    int at;
    UT_hash_handle hh;
};

static struct mark storage[64];
static struct mark *marks;

static void mark_line(const char *line) {
    struct mark *fresh = NULL;
    for (int at = 0; line[at] && at < 64; at++) {
        struct mark *mark = &storage[at];
        mark->at = at;
        HASH_ADD_INT(fresh, at, mark);
    }
    marks = fresh;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        mark_line(line);
        printf("%u\n", HASH_COUNT(marks));
        HASH_CLEAR(hh, marks);
    }
    return 0;
}
