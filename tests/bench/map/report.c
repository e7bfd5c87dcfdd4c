// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SIZES = 16, METRICS = 3 };

// 1000 as 1e3, 1500 as 1500.
static void print_size(size_t size) {
    size_t digits = size;
    int zeros = 0;
    for (; digits && digits % 10 == 0; zeros++)
        digits /= 10;
    if (digits == 1)
        printf("1e%d", zeros);
    else
        printf("%zu", size);
}

// The sizes at which any map has the metric, ascending.
static size_t sizes_of(const Figures *f, const char *metric, size_t sizes[SIZES]) {
    size_t n = 0;
    for (size_t i = 0; i < f->count; i++) {
        size_t size = f->list[i].size, at = 0;
        if (strcmp(f->list[i].metric, metric) != 0)
            continue;
        while (at < n && sizes[at] < size)
            at++;
        if (n == SIZES || (at < n && sizes[at] == size))
            continue;
        memmove(&sizes[at + 1], &sizes[at], (n - at) * sizeof *sizes);
        sizes[at] = size;
        n++;
    }
    return n;
}

// ---- Times and bytes

typedef struct Table {
    const char *title;
    const char *metrics[METRICS]; // NULL after the last
    bool ratio;                   // to Go's map
} Table;

static const Table tables[] = {
    {"Numbers: insert from empty, hit", {"insert", "hit"}, true},
    {"Numbers: dependent hit, miss", {"follow", "miss"}, true},
    {"Numbers: churn (a removal and an insertion), drain", {"churn", "drain"}, true},
    {"Numbers: iteration, an entry", {"iterate"}, true},
    {"Strings: insert from empty, miss", {"string-insert", "string-miss"}, true},
    {"Strings: hit with a copy of the key, with the stored key",
     {"string-hit", "string-same"},
     true},
    {"Bytes an entry: numbers, strings", {"bytes", "string-bytes"}, false},
    {"Bytes an entry: peak resident while filling, largest in churn, after removing all",
     {"bytes-peak", "bytes-churned", "bytes-drained"},
     false},
};

static void print_cell(const Figures *f, const Table *t, MapId map, const char *metric,
                       size_t size) {
    const Series *s = figures_find(f, map, metric, size);
    double ratio = figures_ratio(f, map, metric, size);
    if (!s)
        printf(" |");
    else if (t->ratio && !isnan(ratio))
        printf(" %.1f (%.2f) |", series_median(s), ratio);
    else
        printf(" %.1f |", series_median(s));
}

typedef struct Column {
    const char *metric;
    size_t size;
} Column;

static size_t columns_of(const Figures *f, const Table *t, Column columns[METRICS * SIZES]) {
    size_t n = 0;
    for (size_t i = 0; i < METRICS && t->metrics[i]; i++) {
        size_t sizes[SIZES], count = sizes_of(f, t->metrics[i], sizes);
        for (size_t k = 0; k < count; k++)
            columns[n++] = (Column){t->metrics[i], sizes[k]};
    }
    return n;
}

static bool has_any(const Figures *f, MapId map, const Column *columns, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (figures_find(f, map, columns[i].metric, columns[i].size))
            return true;
    }
    return false;
}

static void print_table(const Figures *f, const Table *t) {
    Column columns[METRICS * SIZES];
    size_t n = columns_of(f, t, columns);
    if (n == 0)
        return;
    printf("#### %s\n\n| map |", t->title);
    for (size_t i = 0; i < n; i++) {
        printf(" %s ", columns[i].metric);
        print_size(columns[i].size);
        printf(" |");
    }
    printf("\n|---|");
    for (size_t i = 0; i < n; i++)
        printf("---|");
    printf("\n");
    for (MapId map = 0; map < MAPS; map++) {
        if (!has_any(f, map, columns, n))
            continue;
        printf("| %s |", figures_title(map));
        for (size_t i = 0; i < n; i++)
            print_cell(f, t, map, columns[i].metric, columns[i].size);
        printf("\n");
    }
    printf("\n");
}

// ---- Latencies

// One column of the table; a disturbed round can only be worse, so extremes are the best of all.
typedef struct Quantity {
    const char *metric, *title;
    bool best;
    double unit; // ns
    int digits;
} Quantity;

static const Quantity quantities[] = {
    {"latency-mean", "mean ns", false, 1, 0},
    {"latency-p50", "p50 ns", false, 1, 0},
    {"latency-p99", "p99 ns", false, 1, 0},
    {"latency-p99.9", "p99.9 ns", false, 1, 0},
    {"latency-p99.99", "p99.99 us", false, 1e3, 2},
    {"latency-second", "best second us", true, 1e3, 1},
    {"latency-max", "best max us", true, 1e3, 1},
    {"latency-over-10us", ">10us", false, 1, 0},
    {"latency-over-100us", ">100us", false, 1, 0},
    {"latency-over-1ms", ">1ms", false, 1, 0},
};
enum { QUANTITIES = sizeof quantities / sizeof *quantities };

static void print_latencies(const Figures *f, size_t size) {
    printf("#### One insertion while the map grows from empty to ");
    print_size(size);
    printf("\n\n| map |");
    for (size_t i = 0; i < QUANTITIES; i++)
        printf(" %s |", quantities[i].title);
    printf("\n|---|");
    for (size_t i = 0; i < QUANTITIES; i++)
        printf("---|");
    printf("\n");
    for (MapId map = 0; map < MAPS; map++) {
        if (!figures_find(f, map, "latency-max", size))
            continue;
        printf("| %s |", figures_title(map));
        for (size_t i = 0; i < QUANTITIES; i++) {
            const Quantity *q = &quantities[i];
            const Series *s = figures_find(f, map, q->metric, size);
            printf(" %.*f |", q->digits, (q->best ? series_min(s) : series_median(s)) / q->unit);
        }
        printf("\n");
    }
    printf("\n");
}

void report_tables(const Figures *f) {
    size_t sizes[SIZES];
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        print_table(f, &tables[i]);
    size_t n = sizes_of(f, "latency-max", sizes);
    for (size_t i = 0; i < n; i++)
        print_latencies(f, sizes[i]);
}

// ---- Goals

typedef enum Measure {
    TO_GO,  // the ratio to Go's map in the same round
    MEDIAN, // of the rounds
    BEST,   // of the rounds
} Measure;

enum { GOAL_SIZES = 3 };

typedef struct Goal {
    const char *title, *metric;
    Measure measure;
    double unit;
    size_t sizes[GOAL_SIZES];  // 0 after the last
    double limits[GOAL_SIZES]; // in units, not to be passed
} Goal;

static const Goal goals[] = {
    {"insert from empty", "insert", TO_GO, 1, {1000, 100000, 10000000}, {0.14, 0.45, 0.33}},
    {"hit", "hit", TO_GO, 1, {1000, 100000, 10000000}, {0.30, 0.12, 0.32}},
    {"dependent hit", "follow", TO_GO, 1, {1000, 100000, 10000000}, {0.60, 0.60, 0.90}},
    {"miss", "miss", TO_GO, 1, {1000, 100000, 10000000}, {0.33, 0.40, 0.35}},
    {"churn pair", "churn", TO_GO, 1, {1000, 100000, 10000000}, {0.20, 0.28, 0.50}},
    {"iteration", "iterate", TO_GO, 1, {1000, 100000, 10000000}, {0.11, 0.25, 0.55}},
    {"string insert", "string-insert", TO_GO, 1, {1000, 100000, 1000000}, {0.14, 0.42, 0.50}},
    {"string hit, copy", "string-hit", TO_GO, 1, {1000, 100000, 1000000}, {0.75, 0.33, 0.78}},
    {"string hit, stored", "string-same", TO_GO, 1, {1000, 100000, 1000000}, {0.75, 0.33, 0.78}},
    {"string miss", "string-miss", TO_GO, 1, {1000, 100000, 1000000}, {0.24, 0.50, 0.45}},
    {"bytes an entry", "bytes", MEDIAN, 1, {100000, 10000000}, {28, 33}},
    {"peak resident bytes", "bytes-peak", MEDIAN, 1, {10000000}, {46}},
    {"largest bytes in churn", "bytes-churned", TO_GO, 1, {100000}, {1}},
    {"insertion p99.9 us", "latency-p99.9", MEDIAN, 1e3, {1000000}, {3.5}},
    {"insertion p99.99 us", "latency-p99.99", MEDIAN, 1e3, {1000000, 10000000}, {8, 8}},
    {"insertion max us", "latency-max", BEST, 1e3, {1000000, 10000000}, {60, 300}},
    {"insertions over 100 us", "latency-over-100us", MEDIAN, 1, {1000000, 10000000}, {0, 3}},
    {"insertions over 1 ms", "latency-over-1ms", MEDIAN, 1, {10000000}, {0}},
};

static double measured(const Figures *f, const Goal *g, MapId map, size_t size) {
    const Series *s = figures_find(f, map, g->metric, size);
    if (!s)
        return NAN;
    if (g->measure == TO_GO)
        return figures_ratio(f, map, g->metric, size);
    return (g->measure == BEST ? series_min(s) : series_median(s)) / g->unit;
}

static void print_best_peer(const Figures *f, const Goal *g, size_t size) {
    MapId best = MAPS;
    for (MapId map = 0; map < MAPS; map++) {
        double value = measured(f, g, map, size);
        if (map == MAP_GO || map == MAP_GOMAP || map == MAP_NULL || isnan(value))
            continue;
        if (best == MAPS || value < measured(f, g, best, size))
            best = map;
    }
    if (best == MAPS)
        printf("–");
    else
        printf("%s %.2f", figures_name(best), measured(f, g, best, size));
}

static unsigned sizes_of_goal(const Goal *g) {
    unsigned n = 0;
    while (n < GOAL_SIZES && g->sizes[n])
        n++;
    return n;
}

static void print_measured(double value) {
    if (isnan(value))
        printf("–");
    else
        printf("%.2f", value);
}

// A row, unless nothing of it was measured.
static void print_goal(const Figures *f, const Goal *g) {
    double values[GOAL_SIZES];
    unsigned n = sizes_of_goal(g), known = 0, met = 0;
    for (unsigned i = 0; i < n; i++) {
        values[i] = measured(f, g, MAP_GOMAP, g->sizes[i]);
        known += isnan(values[i]) ? 0 : 1;
        met += values[i] <= g->limits[i] ? 1 : 0;
    }
    if (known == 0)
        return;
    printf("| %s | ", g->title);
    for (unsigned i = 0; i < n; i++, printf(i < n ? " / " : " | "))
        print_size(g->sizes[i]);
    for (unsigned i = 0; i < n; i++, printf(i < n ? " / " : " | "))
        printf("%g", g->limits[i]);
    for (unsigned i = 0; i < n; i++, printf(i < n ? " / " : " | "))
        print_measured(values[i]);
    for (unsigned i = 0; i < n; i++, printf(i < n ? " / " : " | "))
        print_best_peer(f, g, g->sizes[i]);
    printf("%u of %u |\n", met, known);
}

void report_goals(const Figures *f) {
    printf("#### Goals\n\nTimes, and the largest bytes in churn, are ratios to Go's map.\n\n"
           "| | at | goal | measured | best peer | met |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof goals / sizeof *goals; i++)
        print_goal(f, &goals[i]);
    printf("\n");
}
