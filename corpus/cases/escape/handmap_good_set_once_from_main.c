// SPDX-License-Identifier: Apache-2.0
// The aliases are read once, and the global that keeps them is asked for every argument.
// proof: grows "the aliases are read once from the input"
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
    alias_table = aliases;
    return repeated;
}

int main(int argc, char **argv) {
    printf("%u repeated\n", read_aliases(stdin));
    for (int i = 1; i < argc; i++)
        puts(hand_map_get(alias_table, argv[i]) ? "alias" : "plain");
    return 0;
}
