// SPDX-License-Identifier: Apache-2.0
// hdestroy_r gives back the table, not the names that were copied for it.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int different_words(char *line) {
    struct hsearch_data words = {0};
    int different = 0;
    if (!hcreate_r(32, &words))
        return -1;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        ENTRY *found, item = {.key = word, .data = NULL};
        if (hsearch_r(item, FIND, &found, &words))
            continue;
        item.key = strdup(word);
        if (item.key && hsearch_r(item, ENTER, &found, &words))
            different++;
    }
    hdestroy_r(&words); // expect-fn: key-leak
    return different;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", different_words(line));
    return 0;
}
