// SPDX-License-Identifier: Apache-2.0
// The number of letters is asked for before the set is freed.
#include <runtime/gomap.h>
#include <stdio.h>

static void letters_of(const char *line) {
    GomapType type = gomap_type_u32(0);
    Gomap *letters;
    if (gomap_new(&type, 0, &letters) != GOMAP_OK)
        return;
    for (; *line; line++) {
        uint32_t letter = (unsigned char)*line;
        if (gomap_put(letters, &letter, NULL) != GOMAP_OK)
            break;
    }
    size_t different = gomap_len(letters);
    gomap_free(letters);
    printf("%zu\n", different);
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        letters_of(line);
    return 0;
}
