// SPDX-License-Identifier: Apache-2.0
// Every line makes a new map for the global and loses the one before.
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *letters;

static bool rebuild(const char *line) {
    GomapType type = gomap_type_u32(0);
    Gomap *fresh;
    if (gomap_new(&type, 0, &fresh) != GOMAP_OK)
        return false;
    for (; *line; line++) {
        uint32_t letter = (unsigned char)*line;
        if (gomap_put(fresh, &letter, NULL) != GOMAP_OK)
            break;
    }
    letters = fresh; // expect: escape
    return true;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        if (rebuild(line))
            printf("%zu\n", gomap_len(letters));
    return 0;
}
