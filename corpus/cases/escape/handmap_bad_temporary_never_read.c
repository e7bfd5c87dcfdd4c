// SPDX-License-Identifier: Apache-2.0
// The aliases are needed only while the file is read; the global that keeps them is read nowhere.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static hand_map *alias_table;

static unsigned read_aliases(FILE *from) {
    hand_map *aliases = hand_map_new();
    char line[256];
    unsigned repeated = 0;
    while (fgets(line, sizeof line, from))
        if (!hand_map_add(aliases, line, (void *)"alias"))
            repeated++;
    alias_table = aliases; // expect: escape
    return repeated;
}

int main(void) {
    printf("%u repeated\n", read_aliases(stdin));
    return 0;
}
