// SPDX-License-Identifier: Apache-2.0
#include "routes.h"

#include <stdio.h>

int main(void) {
    char line[256];
    routes_begin();
    while (fgets(line, sizeof line, stdin)) {
        routes_learn(line);
        if (routes_count() >= 50) {
            puts("flush");
            routes_flush();
        }
    }
    return 0;
}
