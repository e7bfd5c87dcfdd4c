// SPDX-License-Identifier: Apache-2.0
// The keys are 0 to 63: a loop's counter that is compared with a constant.
#include <runtime/gomap.h>
#include <stdio.h>

static Gomap *levels;

int main(void) {
    unsigned id;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    if (gomap_new(&type, 0, &levels) != GOMAP_OK)
        return 1;
    while (scanf("%*[^0-9]%u", &id) == 1)
        for (uint32_t channel = 0; channel < 64; channel++)
            gomap_put(levels, &channel, &id); // expect-fp: grow-only
    gomap_free(levels);
    return 0;
}
