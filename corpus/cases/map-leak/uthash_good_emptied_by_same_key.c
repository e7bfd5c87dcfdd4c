// SPDX-License-Identifier: Apache-2.0
// The element that a line puts in is found by that line and taken out: the table ends with it.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct caller {
    char name[64];
    UT_hash_handle hh;
};

static void enter(struct caller **callers, const char *name) {
    struct caller *caller = calloc(1, sizeof *caller);
    if (!caller)
        abort();
    snprintf(caller->name, sizeof caller->name, "%s", name);
    HASH_ADD_STR(*callers, name, caller);
}

static void leave(struct caller **callers, const char *name) {
    struct caller *caller;
    HASH_FIND_STR(*callers, name, caller);
    if (caller) {
        HASH_DEL(*callers, caller);
        free(caller);
    }
}

int main(void) {
    char line[64];
    struct caller *callers = NULL;
    while (fgets(line, sizeof line, stdin)) {
        enter(&callers, line); // expect-fp: map-leak
        printf("%u\n", HASH_COUNT(callers));
        leave(&callers, line);
    }
    return 0;
}
