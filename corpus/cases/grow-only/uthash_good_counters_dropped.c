// SPDX-License-Identifier: Apache-2.0
// A name that was counted twice is reported and taken out.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct counter {
    char name[64];
    unsigned count;
    UT_hash_handle hh;
};

static struct counter *counters;

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        struct counter *counter;
        HASH_FIND_STR(counters, line, counter);
        if (!counter) {
            counter = calloc(1, sizeof *counter);
            if (!counter)
                return 1;
            snprintf(counter->name, sizeof counter->name, "%s", line);
            HASH_ADD_STR(counters, name, counter);
        }
        if (++counter->count == 2) {
            HASH_DEL(counters, counter);
            free(counter);
        }
    }
    printf("%u names\n", HASH_COUNT(counters));
    return 0;
}
