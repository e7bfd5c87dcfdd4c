// SPDX-License-Identifier: Apache-2.0
// Each line looks back at the slot of the line before, which this line's insertion may have moved.
#include <runtime/gomap.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    char line[64];
    size_t *previous = NULL;
    GomapType type = gomap_type_u64(sizeof(size_t));
    Gomap *lengths;
    if (gomap_new(&type, 0, &lengths) != GOMAP_OK)
        return 1;
    for (uint64_t number = 0; fgets(line, sizeof line, stdin); number++) {
        void *slot;
        if (gomap_assign(lengths, &number, &slot) != GOMAP_OK)
            break;
        size_t *length = slot;
        *length = strlen(line);
        if (previous && *previous < *length) // expect-fn: slot-invalidated
            printf("line %zu is longer\n", (size_t)number);
        previous = length;
    }
    gomap_free(lengths);
    return 0;
}
