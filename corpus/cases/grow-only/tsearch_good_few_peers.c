// SPDX-License-Identifier: Apache-2.0
// accept_one -> known -> remember: the peers' numbers are reduced to a small set.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>

struct peer {
    long number;
    char state[64];
};

static void *peers;

static int compare(const void *a, const void *b) {
    long left = ((const struct peer *)a)->number, right = ((const struct peer *)b)->number;
    return (left > right) - (left < right);
}

static void remember(long number) {
    struct peer *peer = calloc(1, sizeof *peer);
    if (!peer)
        abort();
    peer->number = number;
    if (!tsearch(peer, &peers, compare))
        abort();
}

static int known(long number) {
    struct peer wanted = {.number = number};
    if (tfind(&wanted, &peers, compare))
        return 1;
    remember(number);
    return 0;
}

static void accept_one(const char *line) {
    puts(known(strtol(line + 4, NULL, 10) % 16) ? "again" : "first"); // user17=…
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        accept_one(line);
    return 0;
}
