// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>

struct entry {
    struct entry *next;
};

static struct entry *entries;

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct entry *entry = malloc(sizeof *entry); // expect: grow-only
        if (!entry)
            return 1;
        entry->next = entries;
        entries = entry;
    }
    return 0;
}
