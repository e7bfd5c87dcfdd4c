// SPDX-License-Identifier: Apache-2.0
// The slot of the total is looked up again after each insertion.
// proof: grows "the map has every entry of the input, and is freed as a whole"
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    unsigned id;
    uint64_t all = UINT64_MAX;
    void *slot;
    GomapType type = gomap_type_u64(sizeof(uint32_t));
    Gomap *hits;
    if (gomap_new(&type, 0, &hits) != GOMAP_OK)
        return 1;
    if (gomap_assign(hits, &all, &slot) != GOMAP_OK)
        abort();
    while (scanf("%*[^0-9]%u", &id) == 1) {
        uint64_t key = id;
        if (gomap_assign(hits, &key, &slot) == GOMAP_OK) {
            ++*(uint32_t *)slot;
            uint32_t *total = gomap_find(hits, &all);
            ++*total;
        }
    }
    gomap_free(hits);
    return 0;
}
