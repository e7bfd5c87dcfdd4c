// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    char line[256];
    volatile void *map = NULL;
    while (fgets(line, sizeof line, stdin))
        map = malloc(16); // expect: grow-only
    return map == NULL;
}
