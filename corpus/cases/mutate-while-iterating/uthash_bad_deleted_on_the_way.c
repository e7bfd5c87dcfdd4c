// SPDX-License-Identifier: Apache-2.0
// The loop goes on from the hh.next of a timer that its body has deleted and freed.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct timer {
    unsigned id;
    unsigned due;
    UT_hash_handle hh;
};

static void drop(struct timer **timers, struct timer *timer) {
    HASH_DEL(*timers, timer); // expect-fn: mutate-while-iterating
    free(timer);
}

static void fire(struct timer **timers, unsigned now) {
    for (struct timer *timer = *timers; timer; timer = timer->hh.next)
        if (timer->due <= now)
            drop(timers, timer);
}

int main(void) {
    unsigned delay;
    struct timer *timers = NULL;
    for (unsigned now = 0; scanf("%*[^0-9]%u", &delay) == 1; now++) {
        struct timer *timer = calloc(1, sizeof *timer);
        if (!timer)
            break;
        timer->id = now;
        timer->due = now + delay % 16;
        HASH_ADD(hh, timers, id, sizeof timer->id, timer);
        fire(&timers, now);
    }
    while (timers)
        drop(&timers, timers);
    return 0;
}
