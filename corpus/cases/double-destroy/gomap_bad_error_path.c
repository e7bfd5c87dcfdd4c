// SPDX-License-Identifier: Apache-2.0
// A failed load frees the map that its caller made and frees as well.
#include <runtime/gomap.h>
#include <stdio.h>

static bool load(Gomap *letters, const char *line) {
    for (; *line; line++) {
        uint32_t letter = (unsigned char)*line;
        if (letter == '=' || gomap_put(letters, &letter, NULL) != GOMAP_OK) {
            gomap_free(letters);
            return false;
        }
    }
    return true;
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_u32(0);
    while (fgets(line, sizeof line, stdin)) {
        Gomap *letters;
        if (gomap_new(&type, 0, &letters) != GOMAP_OK)
            continue;
        if (load(letters, line))
            printf("%zu\n", gomap_len(letters));
        gomap_free(letters); // expect-fn: double-destroy
    }
    return 0;
}
