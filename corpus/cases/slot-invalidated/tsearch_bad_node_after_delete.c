// SPDX-License-Identifier: Apache-2.0
// tdelete frees the node that tfind has answered with.
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

int main(void) {
    char line[64];
    void *waiting = NULL;
    while (fgets(line, sizeof line, stdin)) {
        char *ticket = strdup(line);
        if (!ticket || !tsearch(ticket, &waiting, by_text))
            abort();
        char **node = tfind(line, &waiting, by_text);
        tdelete(line, &waiting, by_text);
        fputs(*node, stdout); // expect-fn: slot-invalidated
        free(ticket);
    }
    return 0;
}
