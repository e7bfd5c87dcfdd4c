// SPDX-License-Identifier: Apache-2.0
#include "intern.h"

#include <stdio.h>

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        fputs(intern(line), stdout);
        intern_release(line);
    }
    return 0;
}
