// SPDX-License-Identifier: Apache-2.0
// The table has room for so many names and not for one more: hsearch_r refuses what is too much.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct hsearch_data names;

static void remember(const char *name) {
    ENTRY *found, item = {.key = (char *)name, .data = NULL};
    if (hsearch_r(item, FIND, &found, &names))
        return;
    item.key = strdup(name);
    if (item.key && !hsearch_r(item, ENTER, &found, &names)) {
        puts("full");
        free(item.key);
    }
}

int main(void) {
    char line[256];
    if (!hcreate_r(100, &names))
        return 1;
    while (fgets(line, sizeof line, stdin))
        remember(line);
    return 0;
}
