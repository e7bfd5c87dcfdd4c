// SPDX-License-Identifier: Apache-2.0
#include "names.h"

#include <stdio.h>

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        printf("%d\n", name_id(line));
        name_forget(line);
    }
    return 0;
}
