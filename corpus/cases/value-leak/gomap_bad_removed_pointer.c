// SPDX-License-Identifier: Apache-2.0
// The descriptor has no release hook, so the removal forgets what the pointer leads to.
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
        char *text = strdup(line);
        if (gomap_put(texts, &id, &text) != GOMAP_OK)
            free(text);
        else
            gomap_remove(texts, &id); // expect-fn: value-leak
    }
    gomap_free(texts);
    return 0;
}
