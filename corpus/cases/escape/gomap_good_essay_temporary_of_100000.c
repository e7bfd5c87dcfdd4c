// SPDX-License-Identifier: Apache-2.0
// A temporary of 100,000 entries is freed where it was made; the global gets its size.
#include <runtime/gomap.h>
#include <stdio.h>

static size_t last_size;

static Gomap *build_index(void) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Gomap *index;
    if (gomap_new(&type, 0, &index) != GOMAP_OK)
        return NULL;
    for (uint64_t key = 0; key < 100000; key++)
        gomap_put(index, &key, &key);
    return index;
}

static size_t report(void) {
    Gomap *index = build_index();
    last_size = gomap_len(index);
    gomap_free(index);
    return last_size;
}

int main(void) {
    char line[64];
    for (int i = 0; i < 3 && fgets(line, sizeof line, stdin); i++)
        printf("%zu entries\n", report());
    return 0;
}
