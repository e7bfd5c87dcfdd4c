// SPDX-License-Identifier: Apache-2.0
// The ring of recent orders lets go of an order before a removal releases it.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>

struct order {
    uint32_t id;
};

static struct order *recent[4];

static void release_order(void *value, void *ctx) {
    (void)ctx;
    free(*(struct order **)value);
}

static void place(Gomap *orders, uint32_t id) {
    struct order *order = calloc(1, sizeof *order);
    if (!order || gomap_put(orders, &id, &order) != GOMAP_OK)
        abort();
    order->id = id;
    recent[id % 4] = order;
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_u32(sizeof(struct order *));
    Gomap *orders;
    type.value_release = release_order;
    if (gomap_new(&type, 0, &orders) != GOMAP_OK)
        return 1;
    for (uint32_t id = 0; fgets(line, sizeof line, stdin); id++) {
        place(orders, id);
        for (int i = 0; i < 4; i++)
            if (recent[i])
                printf("%u ", recent[i]->id);
        recent[id % 4] = NULL;
        gomap_remove(orders, &id);
    }
    gomap_free(orders);
    return 0;
}
