// SPDX-License-Identifier: Apache-2.0
#include "timers.h"

#include <stdio.h>

static struct timer *timers;

int main(void) {
    char line[64];
    for (int id = 0; fgets(line, sizeof line, stdin); id++) {
        timer_start(&timers, id);
        printf("%u\n", HASH_COUNT(timers));
        timer_stop(&timers, id);
    }
    return 0;
}
