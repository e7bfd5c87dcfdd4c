// SPDX-License-Identifier: Apache-2.0

// map_stream KIND SIZE SEED: writes a stream of operations (stream.md).
//
// Phases of one tendency follow each other: filling, emptying, coming and going at one size, so
// that maps grow, are compacted, and are sparse.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PHASES = 12, STEPS = 400, NAN_KEY = 999999, FRESH = 900000, OFFSET = 20000 };

static uint64_t random_state;

static uint64_t next_random(void) {
    uint64_t x = random_state += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static unsigned below(unsigned n) {
    return (unsigned)(next_random() % n);
}

typedef struct Phase {
    unsigned keys; // below which keys are
    unsigned puts; // of a hundred single operations
    unsigned next; // key of a queue that comes and goes
    bool floats;
    bool ruled; // a `rule` since the map is new
} Phase;

// How many entries there are at most in a `rule` depends on the order of the iteration, and so does
// the number of buckets from there on.
static void settle(const Phase *p) {
    if (!p->ruled)
        printf("settle %u\n", FRESH);
}

static unsigned random_key(const Phase *p) {
    unsigned dice = below(40);
    if (p->floats && dice == 0)
        return NAN_KEY;
    return p->floats && dice < 4 ? below(2) : below(p->keys);
}

static void single(const Phase *p) {
    unsigned dice = below(100), key = random_key(p);
    if (dice < 15)
        printf("get %u\n", key);
    else if (dice < 15 + p->puts)
        printf("put %u %u\n", key, below(1000000));
    else
        printf("del %u\n", key);
}

static void batch(Phase *p) {
    unsigned from = below(p->keys), n = 1 + below(p->keys / 2);
    if (below(100) >= p->puts) {
        printf("drop %u %u %u\nlen\n", from, n, 1 + below(3));
        return;
    }
    printf("fill %u %u %u\n", from, n, below(1000));
    settle(p);
}

// Insertions and removals of ever new keys, as many of each.
static void churn(Phase *p) {
    unsigned n = 1 + below(200);
    for (unsigned i = 0; i < n; i++, p->next++)
        printf("put %u %u\ndel %u\n", p->keys + p->next % 20000, i,
               p->keys + (p->next + 19950) % 20000);
}

static void iterate(Phase *p) {
    unsigned dice = below(3);
    p->ruled |= dice == 1;
    if (dice == 0)
        printf("iter\n");
    else if (dice == 1)
        printf("rule %u %u\ndrop %u 70000 1\n", below(4), OFFSET, OFFSET);
    else
        printf("burst %u %u %u\n", 2 + below(p->keys), 1 + below(p->keys), below(100));
}

static void empty(Phase *p) {
    bool anew = p->floats || p->ruled;
    p->ruled &= !anew;
    printf(anew ? "renew\n" : "clear\n");
}

static void step(Phase *p) {
    unsigned dice = below(1000);
    if (dice < 940)
        single(p);
    else if (dice < 960)
        batch(p);
    else if (dice < 975)
        churn(p);
    else if (dice < 997)
        iterate(p);
    else
        empty(p);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: map_stream KIND SIZE SEED\n");
        return 2;
    }
    random_state = strtoull(argv[3], NULL, 10);
    printf("map %s %s\n", argv[1], argv[2]);
    Phase p = {.floats = strcmp(argv[1], "f64") == 0};
    for (unsigned i = 0; i < PHASES; i++) {
        p.keys = 10U << below(11);
        p.puts = i % 3 == 2 ? 25 : 60;
        for (unsigned s = 0; s < STEPS; s++)
            step(&p);
        printf("iter\n");
        settle(&p);
    }
    return ferror(stdout) ? 1 : 0;
}
