// SPDX-License-Identifier: Apache-2.0
// The environment is copied once, before the loop that asks for it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

extern char **environ;

struct variable {
    char *name;
    UT_hash_handle hh;
};

static struct variable *variables;

static void copy_environment(void) {
    for (char **at = environ; *at; at++) {
        struct variable *variable = calloc(1, sizeof *variable);
        if (!variable || !(variable->name = strdup(*at)))
            abort();
        variable->name[strcspn(variable->name, "=")] = '\0';
        HASH_ADD_KEYPTR(hh, variables, variable->name, strlen(variable->name), variable);
    }
}

int main(void) {
    char line[256];
    copy_environment();
    while (fgets(line, sizeof line, stdin)) {
        struct variable *found;
        line[strcspn(line, "=\n")] = '\0';
        HASH_FIND_STR(variables, line, found);
        puts(found ? "set" : "unset");
    }
    return 0;
}
