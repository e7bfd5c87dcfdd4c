// SPDX-License-Identifier: Apache-2.0
// Entries older than a minute go at the next insertion.
// proof: grows "a ban lasts for a minute, and the input ends sooner"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <uthash.h>

struct ban {
    int address;
    time_t until;
    UT_hash_handle hh;
};

static struct ban *bans;

static void expire(time_t now) {
    struct ban *ban, *next;
    HASH_ITER(hh, bans, ban, next) {
        if (ban->until < now) {
            HASH_DEL(bans, ban);
            free(ban);
        }
    }
}

static void add_ban(int address) {
    struct ban *ban;
    time_t now = time(NULL);
    expire(now);
    HASH_FIND_INT(bans, &address, ban);
    if (!ban) {
        ban = calloc(1, sizeof *ban);
        if (!ban)
            abort();
        ban->address = address;
        HASH_ADD_INT(bans, address, ban);
    }
    ban->until = now + 60;
}

int main(void) {
    int address;
    while (scanf("%*[^0-9]%d", &address) == 1)
        add_ban(address);
    return 0;
}
