// SPDX-License-Identifier: Apache-2.0

// Each call on a Syncmap seems to happen at one moment. Short histories of three threads on two
// keys are recorded with the order of starts and ends, and for each an order of the calls is looked
// for that keeps that order and in which a plain array gives the same answers.
//
// The way is that of Wing and Gong, "Testing and verifying concurrent objects" (1993): as next
// call, try every one that started before the first end of those that are left, and go back if its
// answer does not fit. Twelve calls take microseconds.
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "map_calls.h"

enum { THREADS = 3, CALLS = 4, ALL = THREADS * CALLS, KEYS = 2, BEFORE = 6, VALUES = 3 };

typedef struct Event {
    Call call;
    unsigned start; // ticket
    unsigned end;   // ticket
} Event;

static Event history[THREADS][CALLS];
static Syncmap *map;
static atomic_uint ticket;
static pthread_barrier_t barrier;
static unsigned rounds;

static void maybe_yield(void) {
    static _Thread_local uint64_t random;
    if (random_number(&random) % 3 == 0)
        sched_yield();
}

// Called between the look at a part and the look at an entry.
static bool yielding_equal(const void *a, const void *b, void *ctx) {
    (void)ctx;
    maybe_yield();
    return *(const uint64_t *)a == *(const uint64_t *)b;
}

// Called between the look at a box and its exchange, when values are compared.
static bool yielding_copy(void *dst, const void *src, void *ctx) {
    (void)ctx;
    maybe_yield();
    memcpy(dst, src, sizeof(void *));
    return true;
}

static void *yielding_alloc(size_t size, void *ctx) {
    (void)ctx;
    maybe_yield();
    return malloc(size);
}

static void yielding_free(void *memory, size_t size, void *ctx) {
    (void)size;
    (void)ctx;
    maybe_yield();
    free(memory);
}

static GomapType yielding_type(void) {
    GomapType type = gomap_type_u64(sizeof(void *));
    type.equal = yielding_equal;
    type.value_copy = yielding_copy;
    type.allocator = (GomapAllocator){yielding_alloc, yielding_free, NULL};
    return type;
}

static bool is_same_answer(const Call *a, const Call *b) {
    return a->got == b->got && a->yes == b->yes;
}

// Whether the calls that are not in `done` can follow on `values`.
static bool fits(unsigned done, const uintptr_t values[CALL_KEYS]) {
    Event *events = &history[0][0];
    unsigned first_end = UINT32_MAX;
    for (unsigned i = 0; i < ALL; i++) {
        if (!(done >> i & 1) && events[i].end < first_end)
            first_end = events[i].end;
    }
    for (unsigned i = 0; i < ALL; i++) {
        if (done >> i & 1 || events[i].start > first_end)
            continue;
        uintptr_t after[CALL_KEYS];
        Call call = events[i].call;
        call.got = 0;
        call.yes = false;
        memcpy(after, values, sizeof after);
        call_array(after, &call);
        if (is_same_answer(&call, &events[i].call) && fits(done | 1U << i, after))
            return true;
    }
    return done == (1U << ALL) - 1;
}

static void make_calls(Event *events) {
    for (unsigned i = 0; i < CALLS; i++) {
        events[i].start = atomic_fetch_add(&ticket, 1);
        call_syncmap(map, &events[i].call);
        events[i].end = atomic_fetch_add(&ticket, 1);
    }
}

static void *work(void *arg) {
    for (unsigned i = 0; i < rounds; i++) {
        pthread_barrier_wait(&barrier);
        make_calls(arg);
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

static void print_history(const uintptr_t before[CALL_KEYS]) {
    static const char *const names[] = {
        "load",   "store", "swap", "load_or_store", "load_and_delete",
        "delete", "cas",   "cad",  "clear"};
    print_error("before: %ju %ju\n", (uintmax_t)before[0], (uintmax_t)before[1]);
    for (unsigned i = 0; i < ALL; i++) {
        const Event *e = &history[0][0] + i;
        print_error("%u: %u..%u %s key %ju, value %ju, old %ju: %ju %d\n", i / CALLS, e->start,
                    e->end, names[e->call.kind], (uintmax_t)e->call.key, (uintmax_t)e->call.value,
                    (uintmax_t)e->call.old, (uintmax_t)e->call.got, e->call.yes);
    }
}

static Call call_of_round(uint64_t *random) {
    Call call = random_call(random, KEYS, VALUES);
    if (random_number(random) % 12 == 0)
        call.kind = CALL_CLEAR;
    return call;
}

static void one_round(uint64_t *random) {
    uintptr_t before[CALL_KEYS] = {0};
    GomapType type = yielding_type();
    assert_int_equal(syncmap_new(&type, &map), GOMAP_OK);
    for (unsigned i = 0; i < random_number(random) % BEFORE; i++) {
        Call call = call_of_round(random);
        Call same = call;
        call_syncmap(map, &call);
        call_array(before, &same);
        assert_true(is_same_answer(&call, &same));
    }
    for (unsigned i = 0; i < ALL; i++)
        history[i / CALLS][i % CALLS].call = call_of_round(random);
    atomic_store(&ticket, 0);
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    if (!fits(0, before)) {
        print_history(before);
        fail_msg("no order of these calls explains their answers");
    }
    assert_true(syncmap_check(map, NULL, 0));
    syncmap_free(map);
}

static unsigned overlaps(void) {
    unsigned count = 0;
    for (unsigned i = 0; i < ALL; i++)
        count += history[i / CALLS][i % CALLS].end != history[i / CALLS][i % CALLS].start + 1;
    return count;
}

static void concurrent_calls_seem_to_happen_one_after_the_other(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    uint64_t random = 1;
    unsigned long overlapping = 0;
    pthread_barrier_init(&barrier, NULL, THREADS + 1);
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, history[i]), 0);
    for (unsigned i = 0; i < rounds; i++) {
        one_round(&random);
        overlapping += overlaps();
    }
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&barrier);
    print_message("%lu of %lu calls overlapped\n", overlapping, (unsigned long)rounds * ALL);
    assert_true(overlapping > 0);
}

static void an_impossible_history_is_recognised(void **state) {
    (void)state;
    uintptr_t before[CALL_KEYS] = {0};
    for (unsigned i = 0; i < ALL; i++) {
        history[i / CALLS][i % CALLS] =
            (Event){.call = {.kind = CALL_LOAD}, .start = 2 * i, .end = 2 * i + 1};
    }
    assert_true(fits(0, before));
    history[0][0].call = (Call){.kind = CALL_STORE, .value = 1};
    history[1][0].call = (Call){.kind = CALL_LOAD, .got = 1, .yes = true};
    assert_false(fits(0, before));
    for (unsigned i = 1; i < ALL; i++)
        history[i / CALLS][i % CALLS].call = (Call){.kind = CALL_LOAD, .got = 1, .yes = true};
    assert_true(fits(0, before));
}

int main(int argc, char **argv) {
    rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 3000;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_impossible_history_is_recognised),
        cmocka_unit_test(concurrent_calls_seem_to_happen_one_after_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
