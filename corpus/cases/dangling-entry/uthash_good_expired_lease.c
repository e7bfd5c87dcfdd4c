// SPDX-License-Identifier: Apache-2.0
// A lease that runs out leaves the table before it is freed.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct lease {
    int host;
    int turns;
    UT_hash_handle hh;
};

static struct lease *leases;

static void expire(struct lease *lease) {
    printf("%d expires\n", lease->host);
    HASH_DEL(leases, lease);
    free(lease);
}

static void renew(int host) {
    struct lease *lease;
    HASH_FIND_INT(leases, &host, lease);
    if (lease) {
        if (--lease->turns == 0)
            expire(lease);
        return;
    }
    lease = calloc(1, sizeof *lease);
    if (!lease)
        abort();
    lease->host = host;
    lease->turns = 3;
    HASH_ADD_INT(leases, host, lease);
}

int main(void) {
    char line[64];
    for (int turn = 0; fgets(line, sizeof line, stdin); turn++)
        renew(turn % 10);
    return 0;
}
