// SPDX-License-Identifier: Apache-2.0
// The only way out while the table is full ends the process.
// proof: grows "the process ends with the input"
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct seen {
    char text[64];
    UT_hash_handle hh;
};

static _Noreturn void finish(const struct seen *all) {
    printf("%u\n", HASH_COUNT(all));
    exit(0);
}

static void run(void) {
    struct seen *all = NULL, *seen;
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        HASH_FIND_STR(all, line, seen);
        if (seen)
            continue;
        if (!(seen = calloc(1, sizeof *seen)))
            abort();
        snprintf(seen->text, sizeof seen->text, "%s", line);
        HASH_ADD_STR(all, text, seen);
    }
    finish(all);
}

int main(void) {
    run();
}
