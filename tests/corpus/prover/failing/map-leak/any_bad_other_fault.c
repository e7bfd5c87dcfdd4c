// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

int main(void) {
    void *volatile map = malloc(16); // expect: map-leak
    free(map);
    free(map);
    return 0;
}
