// SPDX-License-Identifier: Apache-2.0
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *lines;

int main(void) {
    char line[256];
    GomapType type = gomap_type_u64(0);
    if (gomap_new(&type, 0, &lines) != GOMAP_OK)
        return 1;
    for (uint64_t number = 0; fgets(line, sizeof line, stdin); number++)
        gomap_put(lines, &number, NULL);
    return 0;
}
