// SPDX-License-Identifier: Apache-2.0
// The error path leaves without macros_free.
#include "macros.h"

#include <stdio.h>
#include <string.h>

static int preprocess(const char *line) {
    struct macro *macros = macros_read(line); // expect: map-leak
    if (!strchr(line, '='))
        return -1;
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
