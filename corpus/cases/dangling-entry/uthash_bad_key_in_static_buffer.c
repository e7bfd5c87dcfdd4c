// SPDX-License-Identifier: Apache-2.0
// All elements share the buffer that the name was normalised in: only the newest one can be found.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct counter {
    const char *name; // the key
    int count;
    UT_hash_handle hh;
};

static const char *normal(const char *line) {
    static char name[64];
    size_t length = strlen(line);
    for (size_t i = 0; i <= length && i < sizeof name; i++)
        name[i] = (char)tolower((unsigned char)line[i]); // expect-fn: dangling-entry
    return name;
}

static struct counter *find(struct counter *counters, const char *name) {
    struct counter *counter;
    HASH_FIND_STR(counters, name, counter);
    return counter;
}

int main(void) {
    char line[64];
    struct counter *counters = NULL, *counter, *next;
    while (fgets(line, sizeof line, stdin)) {
        char *number = strstr(line, "key");
        const char *name = number ? number : "other\n";
        if (!(counter = find(counters, name))) {
            counter = calloc(1, sizeof *counter);
            if (!counter)
                abort();
            counter->name = normal(name);
            HASH_ADD_KEYPTR(hh, counters, counter->name, strlen(counter->name), counter);
        }
        counter->count++;
    }
    printf("%u counters\n", HASH_COUNT(counters));
    HASH_ITER(hh, counters, counter, next) {
        HASH_DEL(counters, counter);
        free(counter);
    }
    return 0;
}
