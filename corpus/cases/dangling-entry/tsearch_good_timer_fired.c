// SPDX-License-Identifier: Apache-2.0
// A timer that fires leaves the tree before it is freed.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>

struct timer {
    int at;
};

static void *timers;

static int compare(const void *a, const void *b) {
    int left = ((const struct timer *)a)->at;
    int right = ((const struct timer *)b)->at;
    return (left > right) - (left < right);
}

static void fire(struct timer *timer) {
    printf("%d\n", timer->at);
    tdelete(timer, &timers, compare);
    free(timer);
}

int main(void) {
    char line[256];
    for (int now = 0; fgets(line, sizeof line, stdin); now++) {
        struct timer *timer = calloc(1, sizeof *timer);
        if (!timer)
            return 1;
        timer->at = now;
        if (!tsearch(timer, &timers, compare))
            return 1;
        fire(timer);
    }
    return 0;
}
