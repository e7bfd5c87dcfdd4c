// SPDX-License-Identifier: Apache-2.0
// tdelete takes the node out of the tree, and the timer that it led to is lost.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>

struct timer {
    int at;
};

static void *timers;

static int compare(const void *a, const void *b) {
    int left = ((const struct timer *)a)->at, right = ((const struct timer *)b)->at;
    return (left > right) - (left < right);
}

static void start(int at) {
    struct timer *timer = calloc(1, sizeof *timer);
    if (!timer)
        abort();
    timer->at = at;
    if (!tsearch(timer, &timers, compare))
        abort();
}

static void stop(int at) {
    struct timer wanted = {at};
    tdelete(&wanted, &timers, compare); // expect-fn: value-leak
}

int main(void) {
    char line[256];
    for (int now = 0; fgets(line, sizeof line, stdin); now++) {
        start(now);
        fputs(line, stdout);
        stop(now);
    }
    return 0;
}
