// SPDX-License-Identifier: Apache-2.0
// ENTER answers with the entry that is there, and the key's new copy is freed.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *stored[64]; // hdestroy frees no key

static int enter(struct hsearch_data *symbols, int known, const char *name) {
    ENTRY *found, item = {.key = strdup(name), .data = NULL};
    if (!item.key || !hsearch_r(item, ENTER, &found, symbols))
        abort();
    if (found->key != item.key) {
        free(item.key);
        return known;
    }
    stored[known] = item.key;
    return known + 1;
}

int main(void) {
    char line[256];
    struct hsearch_data symbols = {0};
    int known = 0;
    if (!hcreate_r(128, &symbols))
        return 1;
    while (known < 64 && fgets(line, sizeof line, stdin)) {
        char *number = strstr(line, "key");
        known = enter(&symbols, known, number ? number : "other");
    }
    printf("%d symbols\n", known);
    hdestroy_r(&symbols);
    for (int i = 0; i < known; i++)
        free(stored[i]);
    return 0;
}
