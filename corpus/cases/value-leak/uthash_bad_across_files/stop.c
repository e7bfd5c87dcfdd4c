// SPDX-License-Identifier: Apache-2.0
// The other file allocates the timer; this one takes it out, and only that.
#include "timers.h"

void timer_stop(struct timer **timers, int id) {
    struct timer *timer;
    HASH_FIND_INT(*timers, &id, timer);
    if (timer)
        HASH_DEL(*timers, timer); // expect: value-leak
}
