// SPDX-License-Identifier: Apache-2.0
// Each line looks back at the length of the line before, of which it keeps a copy.
#include <runtime/gomap.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    char line[64];
    size_t previous = 0;
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
        if (previous && previous < *length)
            printf("line %zu is longer\n", (size_t)number);
        previous = *length;
    }
    gomap_free(lengths);
    return 0;
}
