// SPDX-License-Identifier: Apache-2.0
// Each reload makes a fresh table, and gives the one before back before it copies over it.
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
    hdestroy_r(&colours);
    colours = fresh;
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
