// SPDX-License-Identifier: Apache-2.0
// A line with a forbidden word leaves without giving the table back.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <string.h>

static int different_words(char *line) {
    struct hsearch_data seen = {0};
    int words = 0;
    if (!hcreate_r(32, &seen)) // expect-fn: map-leak
        return -1;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        ENTRY *found, item = {.key = word, .data = NULL};
        if (strcmp(word, "quick") == 0)
            return -1;
        if (!hsearch_r(item, FIND, &found, &seen))
            words += hsearch_r(item, ENTER, &found, &seen);
    }
    hdestroy_r(&seen);
    return words;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", different_words(line));
    return 0;
}
