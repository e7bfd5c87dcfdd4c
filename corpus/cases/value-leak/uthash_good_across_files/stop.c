// SPDX-License-Identifier: Apache-2.0
// The other file allocates the timer; this one takes it out and frees it.
#include "timers.h"

#include <stdlib.h>

void timer_stop(struct timer **timers, int id) {
    struct timer *timer;
    HASH_FIND_INT(*timers, &id, timer);
    if (timer) {
        HASH_DEL(*timers, timer);
        free(timer);
    }
}
