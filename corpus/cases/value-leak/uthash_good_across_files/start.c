// SPDX-License-Identifier: Apache-2.0
#include "timers.h"

#include <stdlib.h>

void timer_start(struct timer **timers, int id) {
    struct timer *timer = calloc(1, sizeof *timer);
    if (!timer)
        abort();
    timer->id = id;
    HASH_ADD_INT(*timers, id, timer);
}
