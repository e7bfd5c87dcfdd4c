// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

static void *kept;

int main(void) {
    kept = malloc(16); // expect: grow-only
    return 0;
}
