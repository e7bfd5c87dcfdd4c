// SPDX-License-Identifier: Apache-2.0
// gomap_take moves the pointer out, and it is freed.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    char line[64];
    GomapType type = gomap_type_u64(sizeof(char *));
    Gomap *texts;
    if (gomap_new(&type, 0, &texts) != GOMAP_OK)
        return 1;
    for (uint64_t id = 0; fgets(line, sizeof line, stdin); id++) {
        uint64_t key;
        char *text = strdup(line);
        if (gomap_put(texts, &id, &text) != GOMAP_OK)
            free(text);
        else if (gomap_take(texts, &id, &key, &text))
            free(text);
    }
    gomap_free(texts);
    return 0;
}
