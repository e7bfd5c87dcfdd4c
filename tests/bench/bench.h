// SPDX-License-Identifier: Apache-2.0
//
// What the programs of this folder share: running a command and reading what it cost, mapleak's own
// figures, series of measurements.
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>

enum { BENCH_MAX_JOBS = 256, BENCH_MAX_ROUNDS = 100 };

// ---- Trouble

// Prints the message and exits with status 2.
_Noreturn void bench_die(const char *format, ...) __attribute__((format(printf, 1, 2)));
// p, or the end when it is NULL.
void *bench_must(void *p);
// The number in text, from low to high; exits with status 2 when it is none.
unsigned bench_number(const char *text, unsigned low, unsigned high, const char *what);

// ---- Commands

typedef struct {
    double wall, cpu; // seconds; cpu of the process and of all its children
    double others;    // processors that other processes kept busy meanwhile, 0 to the number of
                      // processors
    double peak;      // MB: the largest resident set of one process
    size_t failed;    // commands that did not exit with a status below `bad`
} BenchCost;

// A point in time, to take a difference from.
typedef struct {
    double wall, busy;
} BenchMoment;

BenchMoment bench_now(void);
// Fills wall and others of *cost, whose cpu is known, from what passed since `start`.
void bench_since(BenchMoment start, BenchCost *cost);

// Starts argv in the folder (NULL: here); standard output is lost, standard error goes to the
// descriptor `err` (-1: lost). The process id.
int bench_start(const char *const *argv, const char *folder, int err);
// The same, with standard output to the descriptor `out` (-1: lost).
int bench_start_out(const char *const *argv, const char *folder, int out, int err);
// Waits for a process (pid -1: any), adds its cost to *cost; its id. *status as waitpid gives it.
int bench_reap(int pid, BenchCost *cost, int *status);

// ---- mapleak

typedef struct {
    double capture, link, analyse, judge; // wall seconds
    double worker_peak, parent_peak;      // MB
    double ir;                            // MB of unit IR
    unsigned units, failed, functions, statements, opaque, findings, capped;
} BenchFigures;

typedef struct {
    BenchCost cost;
    BenchFigures figures;
} BenchScan;

// Runs `mapleak scan` with --stats in the folder and reads the figures. With a database, that is
// the one; NULL: the folder has one. Exits with status 2, showing what mapleak said, when it did
// not reach its figures.
void bench_scan(BenchScan *scan, const char *mapleak, unsigned jobs, const char *folder,
                const char *database);

// ---- Series

typedef struct {
    double values[BENCH_MAX_ROUNDS];
    size_t count;
} Series;

void series_add(Series *s, double value);
double series_median(const Series *s);
double series_min(const Series *s);
double series_max(const Series *s);

// ---- Where and when

// Prints the first line of what `program --version` says.
void bench_print_version(const char *program);

// One line for the head of a report: day, mapleak's version, processors, load.
void bench_print_head(const char *mapleak, const char *clang);

#endif
