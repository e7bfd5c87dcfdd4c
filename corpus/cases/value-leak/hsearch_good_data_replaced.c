// SPDX-License-Identifier: Apache-2.0
// A name that is entered again gets new data, after the old data was freed.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct hsearch_data variables;

static void set(char *name, const char *text) {
    ENTRY *found, item = {.key = name, .data = NULL};
    if (!hsearch_r(item, ENTER, &found, &variables))
        return;
    free(found->data);
    found->data = strdup(text);
}

int main(void) {
    static char name[] = "line";
    char line[256];
    if (!hcreate_r(16, &variables))
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        set(name, line);
        fputs(line, stdout);
    }
    return 0;
}
