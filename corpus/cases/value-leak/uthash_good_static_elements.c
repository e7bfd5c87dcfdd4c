// SPDX-License-Identifier: Apache-2.0
// The elements are static; taking one out disables it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct command {
    const char *name;
    UT_hash_handle hh;
};

static struct command table[] = {{.name = "user0=0"}, {.name = "the"}, {.name = "quit"}};
static struct command *commands;

static void enable_all(void) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        HASH_ADD_KEYPTR(hh, commands, table[i].name, strlen(table[i].name), &table[i]);
}

static void disable(const char *name) {
    struct command *command;
    HASH_FIND_STR(commands, name, command);
    if (command)
        HASH_DEL(commands, command);
}

int main(void) {
    char line[64];
    enable_all();
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, " ")] = '\0';
        disable(line);
    }
    printf("%u\n", HASH_COUNT(commands));
    return 0;
}
