// SPDX-License-Identifier: Apache-2.0
// The keys are 1 to 64: a modulo, and a constant added to it.
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *buckets;

static void count(uint32_t bucket) {
    void *slot;
    if (gomap_assign(buckets, &bucket, &slot) == GOMAP_OK) // expect-fp: grow-only
        ++*(uint32_t *)slot;
}

int main(void) {
    unsigned id;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &buckets) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u", &id) == 1)
        count(1 + id % 64);
    gomap_free(buckets);
    return 0;
}
