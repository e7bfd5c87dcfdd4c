// SPDX-License-Identifier: Apache-2.0
//
// Does the time of a scan grow with the number of units, and no faster?
//
//     scale_bench --mapleak BIN --generate generate_units [-j N] [COUNT…]
//
// For each count (1,000, 2,000, 5,000 and 10,000 unless others are given) units are generated in a
// temporary folder, scanned once, and removed. The findings are known beforehand, so that a scan
// that lost units does not pass for a fast one. What is printed is Markdown.
#include <errno.h>
#include <ftw.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

enum { FAULTY_EVERY = 100, MAX_COUNT = 1000000, OPEN_FOLDERS = 16 };

typedef struct {
    const char *mapleak, *generate;
    unsigned jobs;
} Options;

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static void generate(const Options *o, unsigned count, const char *folder) {
    char number[16];
    BenchCost cost = {0};
    int status;
    snprintf(number, sizeof number, "%u", count);
    const char *argv[] = {o->generate, number, folder, NULL};
    bench_reap(bench_start(argv, NULL, STDERR_FILENO), &cost, &status);
    if (status != 0)
        bench_die("%s %u %s failed", o->generate, count, folder);
}

static void print_row(unsigned count, const BenchScan *scan) {
    const BenchFigures *f = &scan->figures;
    double each = 1000 / (double)(count + 1);
    printf("| %u | %.2f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.1f | %.1f | %.1f | %.2f |\n",
           count, scan->cost.wall, scan->cost.wall * each, scan->cost.cpu * each, f->capture * each,
           f->link * each, f->analyse * each, f->judge * each, f->worker_peak, f->parent_peak,
           f->ir, scan->cost.others);
    fflush(stdout);
}

// False when the scan did not find what is there.
static bool check(unsigned count, const BenchFigures *f) {
    unsigned expected = (count + FAULTY_EVERY - 1) / FAULTY_EVERY;
    if (f->units == count + 1 && f->findings == expected)
        return true;
    fprintf(stderr, "%u units: %u analysed, %u failed, %u findings; expected are %u and %u\n",
            count, f->units, f->failed, f->findings, count + 1, expected);
    return false;
}

static bool measure(const Options *o, unsigned count) {
    char folder[] = "/tmp/mapleak-scale-XXXXXX";
    BenchScan scan;
    bench_must(mkdtemp(folder));
    generate(o, count, folder);
    bench_scan(&scan, o->mapleak, o->jobs, folder, NULL);
    nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    print_row(count, &scan);
    return check(count, &scan.figures);
}

static const struct option longs[] = {{"mapleak", required_argument, NULL, 'm'},
                                      {"generate", required_argument, NULL, 'g'},
                                      {NULL, 0, NULL, 0}};

// The path from the root: the scan runs in another folder.
static const char *program(const char *path) {
    char *full = realpath(path, NULL);
    if (!full)
        bench_die("%s: %s", path, strerror(errno));
    return full;
}

static void read_options(Options *o, int argc, char **argv) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *o = (Options){.jobs = processors > 0 ? (unsigned)processors : 1};
    for (int c; (c = getopt_long(argc, argv, "j:", longs, NULL)) != -1;) {
        if (c == 'm')
            o->mapleak = program(optarg);
        else if (c == 'g')
            o->generate = program(optarg);
        else if (c == 'j')
            o->jobs = bench_number(optarg, 1, BENCH_MAX_JOBS, "-j");
        else
            exit(2);
    }
    if (!o->mapleak || !o->generate)
        bench_die("usage: scale_bench --mapleak BIN --generate generate_units [-j N] [COUNT…]");
}

int main(int argc, char **argv) {
    static const unsigned usual[] = {1000, 2000, 5000, 10000};
    Options o;
    bool good = true;
    read_options(&o, argc, argv);
    bench_print_head(o.mapleak, NULL);
    printf("| units | wall s | wall ms a unit | processor ms a unit | capture | link | analyse | "
           "judge | worker's peak MB | parent's peak MB | unit IR MB | processors kept busy by "
           "others |\n"
           "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (int i = optind; i < argc; i++)
        good &= measure(&o, bench_number(argv[i], 1, MAX_COUNT, "COUNT"));
    for (size_t i = 0; optind == argc && i < sizeof usual / sizeof *usual; i++)
        good &= measure(&o, usual[i]);
    free((void *)(size_t)o.mapleak);
    free((void *)(size_t)o.generate);
    return good ? 0 : 1;
}
