// SPDX-License-Identifier: Apache-2.0
// A name's buffer is freed and its entry emptied, and the selection as well.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct hsearch_data buffers;
static char *selected;

static ENTRY *entry(const char *name) {
    ENTRY *found, item = {.key = (char *)name, .data = NULL};
    if (!hsearch_r(item, ENTER, &found, &buffers))
        abort();
    return found;
}

static void open_buffer(const char *name, const char *text) {
    ENTRY *found = entry(name);
    free(found->data);
    found->data = selected = strdup(text);
    printf("%zu\n", strlen(text));
}

static void close_buffer(const char *name) {
    ENTRY *found = entry(name);
    if (selected == found->data)
        selected = NULL;
    free(found->data);
    found->data = NULL;
}

int main(void) {
    char line[64];
    if (!hcreate_r(4, &buffers))
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        open_buffer("scratch", line);
        close_buffer("scratch");
        if (selected)
            fputs(selected, stdout);
    }
    hdestroy_r(&buffers);
    return 0;
}
