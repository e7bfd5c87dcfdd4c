// SPDX-License-Identifier: Apache-2.0

// map_log gomap|array FILE: carries a stream out and writes its log (stream.md).
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

enum { KEYS = 1 << 21, ABSENT = 1500000, NEW_KEYS = 1000000 };

_Noreturn void engine_fail(const char *what) {
    fflush(stdout);
    fprintf(stderr, "map_log: %s\n", what);
    exit(1);
}

double engine_float(uint64_t number) {
    if (number == ENGINE_NAN)
        return NAN;
    if (number == 1)
        return -0.0;
    return (double)number / 8;
}

uint64_t engine_number(double key, uint64_t *bits) {
    memcpy(bits, &key, sizeof *bits);
    if (isnan(key)) {
        *bits = ENGINE_NAN; // which NaN it is depends on the processor
        return ENGINE_NAN;
    }
    return (uint64_t)(key * 8);
}

typedef struct Run {
    const Engine *engine;
    EngineMap *map;
    KeyKind kind;
    size_t value_size;
} Run;

// Of each key in a `burst`.
static struct {
    bool at_start, removed;
    unsigned char shown;
} marks[KEYS];

static uint64_t mix(uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static void log_all(Run *r) {
    uint64_t digest = 0;
    size_t count = 0;
    Shown shown;
    for (EngineIter *it = r->engine->start(r->map); r->engine->next(it, &shown); count++)
        digest += mix(mix(shown.bits + 1) + shown.value);
    printf("entries %zu digest %016" PRIx64 "\n", count, digest);
}

static void log_length(Run *r) {
    printf("len %zu\n", r->engine->length(r->map));
}

static void get(Run *r, uint64_t key) {
    uint64_t value;
    if (r->engine->get(r->map, key, &value))
        printf("get %" PRIu64 "\n", value);
    else
        printf("get -\n");
}

static void fill(Run *r, uint64_t from, uint64_t n, uint64_t value) {
    for (uint64_t key = from; key < from + n; key++)
        r->engine->put(r->map, key, value + key);
}

static void drop(Run *r, uint64_t from, uint64_t n, uint64_t step) {
    for (uint64_t key = from; key < from + n; key += step)
        r->engine->del(r->map, key);
}

static void apply_rule(Run *r, const Shown *shown, uint64_t n, uint64_t offset) {
    uint64_t key = shown->number;
    if (key % 3 == 0)
        r->engine->del(r->map, key);
    if (key % 3 == 1)
        r->engine->put(r->map, key, shown->value + n);
    for (uint64_t i = 1; key % 3 == 2 && i <= n; i++)
        r->engine->put(r->map, key + offset * i, key);
}

static void rule(Run *r, uint64_t n, uint64_t offset) {
    size_t old = 0;
    Shown shown;
    for (EngineIter *it = r->engine->start(r->map); r->engine->next(it, &shown);) {
        bool is_nan = r->kind == KEY_F64 && shown.number == ENGINE_NAN;
        old += is_nan || shown.number < offset;
        if (!is_nan && shown.number < offset)
            apply_rule(r, &shown, n, offset);
    }
    printf("rule %zu ", old);
    log_all(r);
}

static void write_burst(Run *r, uint64_t from, uint64_t n, uint64_t value) {
    for (uint64_t key = from; key < from + n; key += 3) {
        r->engine->del(r->map, key);
        marks[key].removed = true;
    }
    for (uint64_t key = from; key < from + n; key += 3)
        r->engine->put(r->map, key + 1, value + key + 1);
    fill(r, NEW_KEYS, n, 0);
}

static void burst(Run *r, uint64_t from, uint64_t n, uint64_t value) {
    memset(marks, 0, sizeof marks);
    Shown shown;
    for (EngineIter *it = r->engine->start(r->map); r->engine->next(it, &shown);)
        marks[shown.number].at_start = true;
    size_t stable = 0, twice = 0, ghosts = 0, step = 0;
    for (EngineIter *it = r->engine->start(r->map); r->engine->next(it, &shown); step++) {
        bool is_nan = r->kind == KEY_F64 && shown.number == ENGINE_NAN;
        if (!is_nan && marks[shown.number].shown++ > 0)
            twice++;
        if (step > 0 && marks[shown.number].removed)
            ghosts++;
        if (step == 0)
            write_burst(r, from, n, value);
        stable += is_nan || (marks[shown.number].at_start && !marks[shown.number].removed);
    }
    drop(r, NEW_KEYS, n, 1);
    printf("burst %zu %zu %zu ", stable, twice, ghosts);
    log_all(r);
}

static void settle(Run *r, uint64_t key) {
    size_t buckets = r->engine->buckets(r->map);
    for (uint64_t i = 0; i < buckets + 8; i++)
        r->engine->del(r->map, ABSENT + i);
    r->engine->put(r->map, key, 1);
    r->engine->del(r->map, key);
    printf("buckets %zu\n", r->engine->buckets(r->map));
}

static void renew(Run *r) {
    if (r->map)
        r->engine->end(r->map);
    r->map = r->engine->make(r->kind, r->value_size);
}

static void carry_out(Run *r, const char *what, const uint64_t n[3]) {
    if (strcmp(what, "put") == 0)
        r->engine->put(r->map, n[0], n[1]);
    else if (strcmp(what, "get") == 0)
        get(r, n[0]);
    else if (strcmp(what, "del") == 0)
        r->engine->del(r->map, n[0]);
    else if (strcmp(what, "iter") == 0)
        log_all(r);
    else if (strcmp(what, "rule") == 0)
        rule(r, n[0], n[1]);
    else if (strcmp(what, "burst") == 0)
        burst(r, n[0], n[1], n[2]);
    else if (strcmp(what, "settle") == 0)
        settle(r, n[0]);
    else if (strcmp(what, "renew") == 0)
        renew(r);
    else if (strcmp(what, "fill") == 0)
        fill(r, n[0], n[1], n[2]);
    else if (strcmp(what, "drop") == 0)
        drop(r, n[0], n[1], n[2]);
    else if (strcmp(what, "clear") == 0)
        r->engine->clear(r->map);
    else if (strcmp(what, "len") != 0)
        engine_fail("an operation that is not known");
    if (strcmp(what, "fill") == 0 || strcmp(what, "drop") == 0 || strcmp(what, "clear") == 0 ||
        strcmp(what, "len") == 0)
        log_length(r);
}

static KeyKind kind_named(const char *name) {
    static const char *const names[] = {"u32", "u64", "f64", "str"};
    for (KeyKind kind = KEY_U32; kind <= KEY_STR; kind++) {
        if (strcmp(name, names[kind]) == 0)
            return kind;
    }
    engine_fail("a kind of keys that is not known");
}

int main(int argc, char **argv) {
    if (argc != 3 || (strcmp(argv[1], "gomap") != 0 && strcmp(argv[1], "array") != 0)) {
        fprintf(stderr, "usage: map_log gomap|array FILE\n");
        return 2;
    }
    FILE *file = fopen(argv[2], "r");
    if (!file) {
        perror(argv[2]);
        return 2;
    }
    char name[8], line[100];
    Run r = {.engine = strcmp(argv[1], "gomap") == 0 ? &engine_gomap : &engine_array};
    if (!fgets(line, sizeof line, file) || sscanf(line, "map %7s %zu", name, &r.value_size) != 2)
        engine_fail("no stream");
    r.kind = kind_named(name);
    renew(&r);
    while (fgets(line, sizeof line, file)) {
        char what[8];
        uint64_t n[3] = {0};
        sscanf(line, "%7s %" SCNu64 " %" SCNu64 " %" SCNu64, what, &n[0], &n[1], &n[2]);
        carry_out(&r, what, n);
    }
    r.engine->end(r.map);
    fclose(file);
    return ferror(stdout) ? 1 : 0;
}
