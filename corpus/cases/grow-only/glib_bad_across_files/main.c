// SPDX-License-Identifier: Apache-2.0
#include "sessions.h"

#include <stdio.h>

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        sessions_open(line);
        printf("%d\n", sessions_known(line));
    }
    return 0;
}
