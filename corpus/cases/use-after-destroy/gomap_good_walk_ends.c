// SPDX-License-Identifier: Apache-2.0
// The map is freed in the middle of a walk, and with it the walk ends.
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *streets;

static bool check(int houses) {
    if (houses >= 0)
        return true;
    gomap_free(streets);
    streets = NULL;
    return false;
}

static void walk(void) {
    GomapIter it;
    for (gomap_iter_init(&it, streets); gomap_iter_next(&it);)
        if (!check(*(int *)it.value))
            return;
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_u32(sizeof(int));
    if (gomap_new(&type, 0, &streets) != GOMAP_OK)
        return 1;
    for (uint32_t id = 0; streets && id < 100 && fgets(line, sizeof line, stdin); id++) {
        int houses = id == 60 ? -1 : line[4];
        if (gomap_put(streets, &id, &houses) == GOMAP_OK)
            walk();
    }
    puts(streets ? "open" : "closed");
    gomap_free(streets);
    return 0;
}
