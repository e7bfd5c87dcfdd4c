// SPDX-License-Identifier: Apache-2.0
// Removals keep the buckets: the entries that are left move to a new map, and the old one is freed.
// proof: grows "the map that is copied holds all of the input"
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *sessions;

static void shrink(void) {
    Gomap *smaller;
    if (gomap_clone(sessions, &smaller) != GOMAP_OK)
        return;
    gomap_free(sessions);
    sessions = smaller;
}

int main(void) {
    unsigned id;
    GomapType type = gomap_type_u32(sizeof(uint64_t));
    if (gomap_new(&type, 0, &sessions) != GOMAP_OK)
        return 1;
    for (uint32_t n = 0; scanf("%*[^0-9]%u", &id) == 1; n++) {
        gomap_put(sessions, &id, &(uint64_t){n});
        if (n % 400 != 399)
            continue;
        for (uint32_t old = 0; old < 8000; old++)
            gomap_remove(sessions, &old);
        shrink();
    }
    gomap_free(sessions);
    return 0;
}
