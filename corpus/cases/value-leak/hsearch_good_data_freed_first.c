// SPDX-License-Identifier: Apache-2.0
// The data of the entry is freed, and then the table given back.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void parse(char *line) {
    struct hsearch_data fields = {0};
    char *equals = strchr(line, '=');
    ENTRY *found;
    if (!equals || !hcreate_r(8, &fields))
        return;
    *equals = '\0';
    ENTRY item = {.key = line, .data = strdup(equals + 1)};
    if (hsearch_r(item, ENTER, &found, &fields))
        fputs(found->data, stdout);
    free(item.data);
    hdestroy_r(&fields);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        parse(line);
    return 0;
}
