// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    char line[256];
    volatile void *map = NULL;
    while (fgets(line, sizeof line, stdin))
        map = malloc(16); // expect: map-leak
    return map == NULL;
}
