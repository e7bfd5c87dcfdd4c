// SPDX-License-Identifier: Apache-2.0
// Points go between accounts that are there: lookups do not move anything.
// proof: grows "every account stays open to the end"
#include <runtime/gomap.h>
#include <stdio.h>

static void transfer(Gomap *accounts, uint64_t from, uint64_t to, long points) {
    long *source = gomap_find(accounts, &from);
    long *target = gomap_find(accounts, &to);
    if (!source || !target)
        return;
    *target += points;
    *source -= points;
}

int main(void) {
    unsigned id, points;
    GomapType type = gomap_type_u64(sizeof(long));
    Gomap *accounts;
    if (gomap_new(&type, 0, &accounts) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u%*[^0-9]%u", &id, &points) == 2) {
        uint64_t key = id;
        long none = 0;
        if (!gomap_find(accounts, &key) && gomap_put(accounts, &key, &none) != GOMAP_OK)
            break;
        transfer(accounts, id, id + 1, points);
    }
    printf("%zu accounts\n", gomap_len(accounts));
    gomap_free(accounts);
    return 0;
}
