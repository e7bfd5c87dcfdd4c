// SPDX-License-Identifier: Apache-2.0
// The parser makes atoms of its keywords, and looks for the first word of every line among them.
#include "atom.h"

#include <stdio.h>

int main(void) {
    char word[32];
    unsigned root = 0;
    Atom keyword = atom_make("user0=0");
    while (scanf("%31s%*[^\n]", word) == 1)
        root += atom_find(word) == keyword;
    printf("%u\n", root);
    return 0;
}
