// SPDX-License-Identifier: Apache-2.0
// A temporary of 100,000 entries is put into a global, and so is not temporary at all.
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *last_index;

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
    size_t entries = gomap_len(index);
    last_index = index; // expect: escape
    return entries;
}

int main(void) {
    char line[64];
    for (int i = 0; i < 3 && fgets(line, sizeof line, stdin); i++)
        printf("%zu entries\n", report());
    return 0;
}
