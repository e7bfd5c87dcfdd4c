// SPDX-License-Identifier: Apache-2.0
// Points go from one account to another: the second assignment may move the first one's slot.
#include <runtime/gomap.h>
#include <stdio.h>

static void transfer(Gomap *accounts, uint64_t from, uint64_t to, long points) {
    void *source, *target;
    if (gomap_assign(accounts, &from, &source) != GOMAP_OK ||
        gomap_assign(accounts, &to, &target) != GOMAP_OK)
        return;
    *(long *)target += points;
    *(long *)source -= points; // expect-fn: slot-invalidated
}

int main(void) {
    unsigned id, points;
    uint64_t fees = UINT64_MAX;
    long none = 0;
    GomapType type = gomap_type_u64(sizeof(long));
    Gomap *accounts;
    if (gomap_new(&type, 0, &accounts) != GOMAP_OK)
        return 1;
    gomap_put(accounts, &fees, &none);
    while (scanf("%*[^0-9]%u%*[^0-9]%u", &id, &points) == 2)
        transfer(accounts, id, id + 1, points);
    printf("%zu accounts\n", gomap_len(accounts));
    gomap_free(accounts);
    return 0;
}
