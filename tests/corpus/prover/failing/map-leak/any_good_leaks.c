// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

int main(void) {
    void *volatile map = malloc(16);
    map = NULL;
    return map != NULL;
}
