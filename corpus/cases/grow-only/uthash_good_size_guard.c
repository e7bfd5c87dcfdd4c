// SPDX-License-Identifier: Apache-2.0
// A full table takes no more flows.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct flow {
    unsigned hash;
    UT_hash_handle hh;
};

static struct flow *flows;

static void see_flow(unsigned hash) {
    struct flow *flow;
    HASH_FIND(hh, flows, &hash, sizeof hash, flow);
    if (flow || HASH_COUNT(flows) >= 1000)
        return;
    flow = calloc(1, sizeof *flow);
    if (!flow)
        abort();
    flow->hash = hash;
    HASH_ADD(hh, flows, hash, sizeof flow->hash, flow);
}

int main(void) {
    unsigned hash;
    while (scanf("%*[^0-9]%u", &hash) == 1)
        see_flow(hash);
    return 0;
}
