// SPDX-License-Identifier: Apache-2.0
// Both paths give the table back.
#include "macros.h"

#include <stdio.h>
#include <string.h>

static int preprocess(const char *line) {
    struct macro *macros = macros_read(line);
    if (!strchr(line, '=')) {
        macros_free(macros);
        return -1;
    }
    int count = (int)HASH_COUNT(macros);
    macros_free(macros);
    return count;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        printf("%d\n", preprocess(line));
    return 0;
}
