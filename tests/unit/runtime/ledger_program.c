// SPDX-License-Identifier: Apache-2.0

// A program that knows nothing of the ledger: it leaves one map of 20 entries, frees another, and
// with an argument ends in the way that the argument says.
#include "runtime/gomap.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static Gomap *left_behind;

static Gomap *make(void) {
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    Gomap *map = NULL;
    if (gomap_new(&type, 0, &map) != GOMAP_OK)
        return NULL;
    for (uint32_t i = 0; i < 20; i++)
        gomap_put(map, &i, &i);
    return map;
}

// Is run after all handlers of exit; what it makes is still to be seen.
__attribute__((destructor)) static void make_late(void) {
    left_behind = make(); // NOLINT(mapleak-escape): stays for the ledger to see
}

int main(int argc, char **argv) {
    gomap_free(make());
    if (argc > 1 && strcmp(argv[1], "fork") == 0) {
        pid_t child = fork();
        if (child == 0) {
            gomap_free(make());
            return 0;
        }
        waitpid(child, NULL, 0);
    }
    return 0;
}
