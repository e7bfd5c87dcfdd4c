// SPDX-License-Identifier: Apache-2.0
// The parser makes an atom of the first word of every line.
#include "atom.h"

#include <stdio.h>

int main(void) {
    char word[32];
    unsigned root = 0;
    while (scanf("%31s%*[^\n]", word) == 1)
        root += atom_make(word) == atom_make("user0=0");
    printf("%u\n", root);
    return 0;
}
