// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

int main(void) {
    void *volatile lost = malloc(16); // expect: map-leak
    lost = NULL;
    void *volatile map = malloc(16);
    free(map);
    if (!lost)
        free(map); // expect: double-destroy
    return 0;
}
