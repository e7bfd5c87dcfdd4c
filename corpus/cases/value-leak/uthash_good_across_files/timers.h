// SPDX-License-Identifier: Apache-2.0
#ifndef TIMERS_H
#define TIMERS_H

#include <uthash.h>

struct timer {
    int id;
    UT_hash_handle hh;
};

void timer_start(struct timer **timers, int id);
void timer_stop(struct timer **timers, int id);

#endif
