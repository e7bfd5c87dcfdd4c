// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

int main(void) {
    free(malloc(16));
    return 0;
}
