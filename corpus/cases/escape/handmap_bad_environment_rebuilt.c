// SPDX-License-Identifier: Apache-2.0
// Every command rebuilds the environment; the one before stays in memory with no name.
#include <handmap.h>
#include <stdio.h>
#include <string.h>

static hand_map *environment;

static void set_environment(char *line) {
    hand_map *fresh = hand_map_new();
    for (char *name = strtok(line, " \n"); name; name = strtok(NULL, " \n"))
        hand_map_add(fresh, name, (void *)"1");
    environment = fresh; // expect: escape
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        set_environment(line);
        printf("%zu names\n", hand_map_size(environment));
    }
    return 0;
}
