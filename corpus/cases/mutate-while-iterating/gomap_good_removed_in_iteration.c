// SPDX-License-Identifier: Apache-2.0
// The reference runtime's iteration stays right when the entry at hand is removed.
// proof: grows "the entries are read first, and removed in one walk"
#include <runtime/gomap.h>
#include <stdio.h>

int main(void) {
    unsigned id;
    GomapIter it;
    GomapType type = gomap_type_u64(sizeof(uint32_t));
    Gomap *hits;
    if (gomap_new(&type, 0, &hits) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u", &id) == 1) {
        uint64_t key = id;
        void *slot;
        if (gomap_assign(hits, &key, &slot) == GOMAP_OK)
            ++*(uint32_t *)slot;
    }
    for (gomap_iter_init(&it, hits); gomap_iter_next(&it);)
        if (*(uint32_t *)it.value < 3)
            gomap_remove(hits, it.key);
    printf("%zu\n", gomap_len(hits));
    gomap_free(hits);
    return 0;
}
