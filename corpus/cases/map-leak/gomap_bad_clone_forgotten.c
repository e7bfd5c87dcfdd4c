// SPDX-License-Identifier: Apache-2.0
// The snapshot is a map of its own, and stays behind.
#include <runtime/gomap.h>
#include <stdio.h>

static size_t snapshot_size(const Gomap *live) {
    Gomap *snapshot;
    if (gomap_clone(live, &snapshot) != GOMAP_OK) // expect: map-leak
        return 0;
    return gomap_len(snapshot);
}

int main(void) {
    GomapType type = gomap_type_u64(sizeof(int));
    Gomap *live;
    if (gomap_new(&type, 0, &live) != GOMAP_OK)
        return 1;
    for (uint64_t key = 0; key < 10; key++) {
        int value = (int)key;
        if (gomap_put(live, &key, &value) == GOMAP_OK)
            printf("%zu\n", snapshot_size(live));
    }
    gomap_free(live);
    return 0;
}
