// SPDX-License-Identifier: Apache-2.0
// A failed insertion leaves without gomap_free.
#include <runtime/gomap.h>
#include <stdio.h>
#include <string.h>

static bool sum_up(const char *line, size_t *distinct) {
    GomapType type = gomap_type_u32(0);
    Gomap *letters;
    if (gomap_new(&type, 0, &letters) != GOMAP_OK) // expect: map-leak
        return false;
    for (; *line; line++) {
        uint32_t letter = (unsigned char)*line;
        if (letter == '=' || gomap_put(letters, &letter, NULL) != GOMAP_OK)
            return false;
    }
    *distinct = gomap_len(letters);
    gomap_free(letters);
    return true;
}

int main(void) {
    char line[64];
    size_t distinct;
    while (fgets(line, sizeof line, stdin))
        if (sum_up(line, &distinct))
            printf("%zu\n", distinct);
    return 0;
}
