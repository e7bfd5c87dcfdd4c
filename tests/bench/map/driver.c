// SPDX-License-Identifier: Apache-2.0
//
// Runs the workloads of one map and prints what they cost. See driver.h.
//
// For numbers it fills a map, looks at what is in it, drains it, and churns another one, so that a
// map of 1e7 entries is filled only twice; for strings likewise without the last two. A loop
// is repeated until it took the floor, 50 ms unless told otherwise. What is timed is the processor
// time of the thread: another process on the machine slows it down through the caches only.
#include "driver.h"

#include <getopt.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOOKUPS_MIN = 100000, // of one loop
    LOOKUPS_MAX = 4000000,
    CHURN_TURNS = 20, // times that all entries are replaced, within the next two
    CHURN_PARTS = 20,
    CHURN_MIN = 1000000,
    CHURN_MAX = 4000000,
    PEAK_MIN = 100000, // entries; of fewer, the pages of the program itself are the most
    TEXT_MIN = 16,     // bytes of a string key
    TEXT_MAX = 40,
    SIZE_LOW = 10,
    SIZE_HIGH = 100000000,
};

typedef enum Workload {
    INSERT,
    HIT,
    FOLLOW,
    MISS,
    ITERATE,
    CHURN,
    DRAIN,
    BYTES,
    TEXT_INSERT,
    TEXT_HIT,
    TEXT_SAME,
    TEXT_MISS,
    TEXT_BYTES,
    LATENCY,
    WORKLOADS,
} Workload;

static const char *const names[WORKLOADS] = {
    "insert",      "hit",         "follow",       "miss",          "iterate",
    "churn",       "drain",       "bytes",        "string-insert", "string-hit",
    "string-same", "string-miss", "string-bytes", "latency"};

typedef struct Run {
    const Peer *peer;
    size_t n;
    double floor; // ns
    bool wanted[WORKLOADS];
} Run;

void driver_fail(const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    fputs("map: ", stderr);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

static size_t common_divisor(size_t a, size_t b) {
    while (b) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

size_t driver_stride(size_t n) {
    size_t stride = (size_t)((double)n * 0.6180339887498949);
    while (common_divisor(stride, n) != 1)
        stride++;
    return stride;
}

static size_t clamp(size_t n, size_t low, size_t high) {
    return n < low ? low : n > high ? high : n;
}

static bool any_wanted(const Run *r, Workload from, Workload to) {
    for (unsigned w = from; w <= to; w++) {
        if (r->wanted[w])
            return true;
    }
    return false;
}

// ---- What is measured

static double cpu_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef struct Clock {
    double started, spent; // ns
    size_t operations;
} Clock;

static void clock_start(Clock *c) {
    c->started = cpu_now();
}

static void clock_stop(Clock *c, size_t operations) {
    c->spent += cpu_now() - c->started;
    c->operations += operations;
}

static void print_time(Workload w, const Clock *c) {
    printf("%s %.4f\n", names[w], c->spent / (double)c->operations);
    fflush(stdout);
}

static size_t heap_in_use(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

// Bytes of a line of /proc/self/status.
static size_t memory_line(const char *name) {
    char line[256];
    size_t kilobytes = 0, length = strlen(name);
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, name, length) == 0)
            kilobytes = strtoul(line + length, NULL, 10);
    }
    if (file)
        fclose(file);
    return kilobytes * 1024;
}

static void print_bytes(const char *metric, size_t n, size_t bytes) {
    printf("%s %.2f\n", metric, (double)bytes / (double)n);
}

// A map that takes its memory from elsewhere than malloc knows better itself.
static size_t taken_since(size_t before, size_t own) {
    size_t now = heap_in_use(), taken = now > before ? now - before : 0;
    return taken > own ? taken : own;
}

// ---- Checks

static void expect_length(const Run *r, void *map, size_t n) {
    if (r->peer->length(map) != n)
        driver_fail("a map of %zu entries says %zu", n, r->peer->length(map));
}

static void expect(Workload w, Tally seen, Tally right) {
    if (seen.count != right.count || seen.sum != right.sum)
        driver_fail("%s: %zu entries with the sum %llu, not %zu with %llu", names[w], seen.count,
                    (unsigned long long)seen.sum, right.count, (unsigned long long)right.sum);
}

static Tally right_hits(size_t n, size_t steps) {
    Tally right = {steps, 0};
    size_t stride = driver_stride(n), at = 0;
    for (size_t i = 0; i < steps; i++, at = walk_on(at, stride, n))
        right.sum += at;
    return right;
}

static Tally right_follow(size_t n, size_t steps) {
    size_t stride = driver_stride(n), at = 0;
    for (size_t i = 1; i < steps; i++)
        at = walk_on(at, stride, n);
    return (Tally){steps, at};
}

static Tally right_iteration(size_t n) {
    Tally right = {n, 0};
    for (size_t i = 0; i < n; i++)
        right.sum += key_at(i) + i;
    return right;
}

// ---- Numbers

typedef Tally Loop(void *map, size_t n, size_t steps);

static void time_loop(const Run *r, Workload w, void *map, Loop *loop, size_t steps, Tally right) {
    Clock c = {0};
    if (!r->wanted[w])
        return;
    do {
        clock_start(&c);
        Tally seen = loop(map, r->n, steps);
        clock_stop(&c, steps);
        expect(w, seen, right);
    } while (c.spent < r->floor);
    print_time(w, &c);
}

static void time_lookups(const Run *r, void *map) {
    const Peer *peer = r->peer;
    size_t n = r->n, steps = clamp(n, LOOKUPS_MIN, LOOKUPS_MAX);
    time_loop(r, HIT, map, peer->hit, steps, right_hits(n, steps));
    time_loop(r, FOLLOW, map, peer->follow, steps, right_follow(n, steps));
    time_loop(r, MISS, map, peer->miss, steps, (Tally){0, 0});
    time_loop(r, ITERATE, map, peer->iterate, n, right_iteration(n));
}

static void *timed_fill(const Run *r, Clock *c) {
    clock_start(c);
    void *map = r->peer->fill(r->n);
    clock_stop(c, r->n);
    expect_length(r, map, r->n);
    return map;
}

static void time_more_fills(const Run *r, Clock *c) {
    if (!r->wanted[INSERT])
        return;
    while (c->spent < r->floor)
        r->peer->release(timed_fill(r, c));
    print_time(INSERT, c);
}

static void time_drain(const Run *r, void *map) {
    Clock c = {0};
    if (!r->wanted[DRAIN])
        return;
    for (;;) {
        clock_start(&c);
        Tally seen = r->peer->drain(map, r->n);
        clock_stop(&c, r->n);
        expect(DRAIN, seen, (Tally){r->n, 0});
        expect_length(r, map, 0);
        if (c.spent >= r->floor)
            break;
        r->peer->refill(map, r->n);
    }
    print_time(DRAIN, &c);
}

// A map may pile up memory and put it in order now and then: its size is looked at after each part,
// and the largest counts.
static size_t churn_parts(const Run *r, void *map, size_t part, size_t before, Clock *c) {
    size_t largest = 0;
    for (size_t i = 0; i < CHURN_PARTS; i++) {
        clock_start(c);
        Tally seen = r->peer->churn(map, r->n, i * part, part);
        clock_stop(c, part);
        expect(CHURN, seen, (Tally){part, 0});
        expect_length(r, map, r->n);
        size_t taken = taken_since(before, r->peer->own_bytes(map));
        largest = taken > largest ? taken : largest;
    }
    return largest;
}

static void time_churn(const Run *r) {
    Clock c = {0};
    size_t before = heap_in_use(), steps = clamp(CHURN_TURNS * r->n, CHURN_MIN, CHURN_MAX);
    if (!r->wanted[CHURN])
        return;
    if (r->floor == 0)
        steps = 2 * r->n;
    void *map = r->peer->fill(r->n);
    size_t largest = churn_parts(r, map, steps / CHURN_PARTS, before, &c);
    print_time(CHURN, &c);
    if (r->wanted[BYTES])
        print_bytes("bytes-churned", r->n, largest);
    r->peer->release(map);
}

static void run_numbers(const Run *r) {
    Clock fills = {0};
    size_t before = heap_in_use(), resident = memory_line("VmRSS:");
    void *map = timed_fill(r, &fills);
    if (r->wanted[BYTES]) {
        print_bytes("bytes", r->n, taken_since(before, r->peer->own_bytes(map)));
        if (r->n >= PEAK_MIN)
            print_bytes("bytes-peak", r->n, memory_line("VmHWM:") - resident);
    }
    time_lookups(r, map);
    time_drain(r, map);
    if (r->wanted[BYTES] && r->wanted[DRAIN])
        print_bytes("bytes-drained", r->n, taken_since(before, r->peer->own_bytes(map)));
    r->peer->release(map);
    time_more_fills(r, &fills);
    time_churn(r);
}

// ---- Strings

typedef struct Texts {
    Text *keys;
    char *bytes;
} Texts;

static size_t text_size(size_t number) {
    return TEXT_MIN + key_at(~(uint64_t)number) % (TEXT_MAX - TEXT_MIN + 1);
}

// The first sixteen bytes spell the key of the same number, so all texts differ.
static void spell(char *text, size_t size, size_t number) {
    uint64_t digits = key_at(number);
    for (size_t i = 0; i < size; i++) {
        if (i == 16 || i == 32)
            digits = key_at(digits);
        text[i] = (char)('a' + (digits >> (4 * (i % 16)) & 15));
    }
    text[size] = '\0';
}

static void *must(void *p) {
    if (!p)
        driver_fail("out of memory");
    return p;
}

// Keys `first`, first + stride, … of n, one behind the other in memory.
static Texts make_texts(size_t first, size_t stride, size_t n) {
    Texts t = {must(malloc(n * sizeof(Text))), must(malloc(n * (TEXT_MAX + 1)))};
    char *end = t.bytes;
    for (size_t i = 0, at = 0; i < n; i++, at = walk_on(at, stride, n)) {
        size_t size = text_size(first + at);
        spell(end, size, first + at);
        t.keys[i] = (Text){end, size};
        end += size + 1;
    }
    return t;
}

static void free_texts(Texts t) {
    free(t.keys);
    free(t.bytes);
}

static void *timed_text_fill(const Run *r, const Text *keys, Clock *c) {
    clock_start(c);
    void *map = r->peer->text_fill(keys, r->n);
    clock_stop(c, r->n);
    if (r->peer->text_length(map) != r->n)
        driver_fail("a map of %zu strings says %zu", r->n, r->peer->text_length(map));
    return map;
}

static void time_finds(const Run *r, Workload w, void *map, const Text *keys, Tally right) {
    Clock c = {0};
    if (!r->wanted[w])
        return;
    do {
        clock_start(&c);
        Tally seen = r->peer->text_find(map, keys, r->n);
        clock_stop(&c, r->n);
        expect(w, seen, right);
    } while (c.spent < r->floor);
    print_time(w, &c);
}

// The stored keys themselves, in the order of `make_texts`.
static Texts share_texts(Texts stored, size_t stride, size_t n) {
    Texts t = {must(malloc(n * sizeof(Text))), NULL};
    for (size_t i = 0, at = 0; i < n; i++, at = walk_on(at, stride, n))
        t.keys[i] = stored.keys[at];
    return t;
}

// What is looked up are copies of the keys in another place, in the order in which they are needed,
// and, in TEXT_SAME, the very bytes that are stored: some maps take equal pointers for equal keys.
static void run_strings(const Run *r) {
    size_t n = r->n, stride = driver_stride(n);
    Texts stored = make_texts(0, 1, n), present = make_texts(0, stride, n);
    Texts same = share_texts(stored, stride, n), absent = make_texts(n, stride, n);
    Clock fills = {0};
    size_t before = heap_in_use();
    void *map = timed_text_fill(r, stored.keys, &fills);
    if (r->wanted[TEXT_BYTES])
        print_bytes("string-bytes", n, taken_since(before, r->peer->text_own_bytes(map)));
    time_finds(r, TEXT_HIT, map, present.keys, right_hits(n, n));
    time_finds(r, TEXT_SAME, map, same.keys, right_hits(n, n));
    time_finds(r, TEXT_MISS, map, absent.keys, (Tally){0, 0});
    r->peer->text_release(map);
    while (r->wanted[TEXT_INSERT] && fills.spent < r->floor)
        r->peer->text_release(timed_text_fill(r, stored.keys, &fills));
    if (r->wanted[TEXT_INSERT])
        print_time(TEXT_INSERT, &fills);
    free_texts(stored);
    free_texts(present);
    free_texts(same);
    free_texts(absent);
}

static void run_latency(const Run *r) {
    Laps laps;
    laps_init(&laps, r->n);
    void *map = r->peer->fill_laps(r->n, &laps);
    expect_length(r, map, r->n);
    r->peer->release(map);
    laps_print(&laps);
    laps_fini(&laps);
}

// ---- Arguments

static void want(Run *r, const char *name) {
    for (unsigned w = 0; w < WORKLOADS; w++) {
        if (strcmp(names[w], name) == 0) {
            r->wanted[w] = true;
            return;
        }
    }
    driver_fail("unknown workload '%s'", name);
}

static unsigned long number(const char *text, unsigned long low, unsigned long high) {
    char *end;
    unsigned long n = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || n < low || n > high)
        driver_fail("a number from %lu to %lu is needed, not '%s'", low, high, text);
    return n;
}

static const struct option longs[] = {{"floor", required_argument, NULL, 'f'}, {NULL, 0, NULL, 0}};

static void read_arguments(Run *r, int argc, char **argv) {
    *r = (Run){.peer = &driver_peer, .floor = 50e6};
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c != 'f')
            exit(2);
        r->floor = (double)number(optarg, 0, 10000) * 1e6;
    }
    if (optind + 1 >= argc)
        driver_fail("usage: %s [--floor MS] SIZE WORKLOAD…", argv[0]);
    r->n = number(argv[optind], SIZE_LOW, SIZE_HIGH);
    for (int i = optind + 1; i < argc; i++)
        want(r, argv[i]);
}

int main(int argc, char **argv) {
    Run r;
    read_arguments(&r, argc, argv);
    if (any_wanted(&r, INSERT, BYTES))
        run_numbers(&r);
    if (any_wanted(&r, TEXT_INSERT, TEXT_BYTES))
        run_strings(&r);
    if (r.wanted[LATENCY])
        run_latency(&r);
    return 0;
}
