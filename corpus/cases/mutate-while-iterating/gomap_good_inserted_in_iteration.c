// SPDX-License-Identifier: Apache-2.0
// An entry that is added meanwhile is met once or not at all, also when the map grows.
// proof: grows "the entries are read first, and freed as a whole"
#include <runtime/gomap.h>
#include <stdio.h>

enum { ARCHIVE = 1 << 20 };

static void archive(Gomap *orders) {
    GomapIter it;
    for (gomap_iter_init(&it, orders); gomap_iter_next(&it);) {
        uint32_t id = *(const uint32_t *)it.key, amount = *(uint32_t *)it.value;
        if (id >= ARCHIVE)
            continue;
        gomap_remove(orders, &id);
        id += ARCHIVE;
        if (gomap_put(orders, &id, &amount) != GOMAP_OK)
            break;
    }
    gomap_iter_fini(&it);
}

int main(void) {
    unsigned id, amount;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    Gomap *orders;
    if (gomap_new(&type, 0, &orders) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u%*[^0-9]%u", &id, &amount) == 2)
        gomap_put(orders, &id, &amount);
    archive(orders);
    printf("%zu\n", gomap_len(orders));
    gomap_free(orders);
    return 0;
}
