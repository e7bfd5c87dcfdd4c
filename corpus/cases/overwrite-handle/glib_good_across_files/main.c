// SPDX-License-Identifier: Apache-2.0
#include "request.h"

#include <stdio.h>

int main(void) {
    char line[256];
    struct request request = {0};
    while (fgets(line, sizeof line, stdin)) {
        request_begin(&request);
        request_header(&request, line);
        printf("%u: %u headers\n", request.served, g_hash_table_size(request.headers));
        request_end(&request);
    }
    return 0;
}
