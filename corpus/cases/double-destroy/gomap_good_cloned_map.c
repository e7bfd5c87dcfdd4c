// SPDX-License-Identifier: Apache-2.0
// The snapshot has a clone of the map, and both are ended.
#include <runtime/gomap.h>
#include <stdio.h>

struct prices {
    Gomap *by_id;
    int version;
};

static bool begin(struct prices *prices) {
    GomapType type = gomap_type_u32(sizeof(int));
    prices->version = 1;
    return gomap_new(&type, 0, &prices->by_id) == GOMAP_OK;
}

static bool snapshot(const struct prices *prices, struct prices *copy) {
    *copy = *prices;
    copy->version++;
    return gomap_clone(prices->by_id, &copy->by_id) == GOMAP_OK;
}

static void end(struct prices *prices) {
    gomap_free(prices->by_id);
}

int main(void) {
    char line[64];
    struct prices live, before;
    while (fgets(line, sizeof line, stdin) && begin(&live)) {
        uint32_t id = 1;
        int price = line[4];
        if (gomap_put(live.by_id, &id, &price) == GOMAP_OK && snapshot(&live, &before)) {
            printf("%d: %zu\n", before.version, gomap_len(before.by_id));
            end(&before);
        }
        end(&live);
    }
    return 0;
}
