// SPDX-License-Identifier: Apache-2.0
// The names are literals; the input only says which one is meant.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct tally {
    const char *name;
    unsigned count;
    UT_hash_handle hh;
};

static struct tally *tallies;

static void count(const char *name) {
    struct tally *tally;
    HASH_FIND_STR(tallies, name, tally);
    if (!tally) {
        tally = calloc(1, sizeof *tally);
        if (!tally)
            abort();
        tally->name = name;
        HASH_ADD_KEYPTR(hh, tallies, tally->name, strlen(tally->name), tally);
    }
    tally->count++;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        count(strchr(line, '=') ? "assignment" : "command");
    printf("%u\n", HASH_COUNT(tallies));
    return 0;
}
