// SPDX-License-Identifier: Apache-2.0
// Serial numbers are folded into sixteen groups.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct group {
    int number;
    long total;
    UT_hash_handle hh;
};

static struct group *groups;

static void add(int serial) {
    int number = serial % 16;
    struct group *group;
    HASH_FIND_INT(groups, &number, group);
    if (!group) {
        group = calloc(1, sizeof *group);
        if (!group)
            abort();
        group->number = number;
        HASH_ADD_INT(groups, number, group);
    }
    group->total += serial;
}

int main(void) {
    int serial;
    while (scanf("%*[^0-9]%d", &serial) == 1)
        add(serial);
    printf("%u groups\n", HASH_COUNT(groups));
    return 0;
}
