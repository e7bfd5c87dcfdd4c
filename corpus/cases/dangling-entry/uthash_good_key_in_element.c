// SPDX-License-Identifier: Apache-2.0
// Each element has the normalised name in a member of its own.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct counter {
    char name[64]; // the key
    int count;
    UT_hash_handle hh;
};

static const char *normal(const char *line) {
    static char name[64];
    size_t length = strlen(line);
    for (size_t i = 0; i <= length && i < sizeof name; i++)
        name[i] = (char)tolower((unsigned char)line[i]);
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
            strcpy(counter->name, normal(name));
            HASH_ADD_STR(counters, name, counter);
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
