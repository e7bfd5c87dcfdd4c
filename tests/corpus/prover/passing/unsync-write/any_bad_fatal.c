// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

int main(void) {
    fputs("fatal error: concurrent map writes\n", stderr); // expect: unsync-write
    return 2;
}
