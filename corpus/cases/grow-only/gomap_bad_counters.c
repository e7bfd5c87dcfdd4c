// SPDX-License-Identifier: Apache-2.0
// One entry a number that is read, for as long as the program runs.
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *counters;

static void count(uint64_t id) {
    void *slot;
    if (gomap_assign(counters, &id, &slot) == GOMAP_OK) // expect: grow-only
        ++*(uint32_t *)slot;
}

int main(void) {
    unsigned id;
    GomapType type = gomap_type_u64(sizeof(uint32_t));
    if (gomap_new(&type, 0, &counters) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u", &id) == 1)
        count(id);
    printf("%zu\n", gomap_len(counters));
    return 0;
}
