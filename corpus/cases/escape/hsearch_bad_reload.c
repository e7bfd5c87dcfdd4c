// SPDX-License-Identifier: Apache-2.0
// Each reload makes a fresh table and copies it over the one before, which is not given back.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

static struct hsearch_data colours;

static void reload(void) {
    static char red[] = "red", green[] = "green";
    struct hsearch_data fresh = {0};
    ENTRY *found;
    if (!hcreate_r(8, &fresh))
        return;
    hsearch_r((ENTRY){.key = red, .data = red}, ENTER, &found, &fresh);
    hsearch_r((ENTRY){.key = green, .data = green}, ENTER, &found, &fresh);
    colours = fresh; // expect-fn: escape
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        ENTRY *found;
        reload();
        printf("%d\n", hsearch_r((ENTRY){.key = line}, FIND, &found, &colours));
    }
    return 0;
}
