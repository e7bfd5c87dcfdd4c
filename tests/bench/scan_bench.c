// SPDX-License-Identifier: Apache-2.0
//
// mapleak's scan against `clang -fsyntax-only` over the same units, with as many processes at once.
//
//     scan_bench --mapleak BIN [--clang clang-19] [-j N] [--rounds R] TREE…
//
// A tree is a folder with compile_commands.json, or that file. The two run in turn, and each round
// begins with the one that ended the last: a machine that gets slower or faster meanwhile hits
// both. A first run of each is not counted; it warms the page cache and says which units fail. What
// is printed is Markdown, ready for RESULTS.md.
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "compdb.h"

typedef struct {
    const char *mapleak, *clang;
    unsigned jobs, rounds;
} Options;

// All rounds of one tree.
typedef struct {
    Series wall[2], cpu[2]; // mapleak, clang
    Series wall_ratio, cpu_ratio;
    Series others;
    Series capture, link, analyse, judge, rest, late; // late: share of link and judge
    BenchFigures figures;                             // of the first run
    double worker_peak, parent_peak, clang_peak;      // MB, the largest of all runs
    size_t clang_failed;
} Tree;

enum { MAPLEAK, CLANG };

// ---- The yardstick

static void syntax_only(const Compdb *db, const char *clang, unsigned jobs, BenchCost *cost) {
    unsigned running = 0;
    *cost = (BenchCost){0};
    BenchMoment start = bench_now();
    for (size_t next = 0; next < db->count || running;) {
        int status;
        if (next < db->count && running < jobs) {
            CompdbUnit *u = &db->units[next++];
            u->argv[0] = (char *)(size_t)clang;
            bench_start((const char *const *)u->argv, u->directory, -1);
            running++;
            continue;
        }
        bench_reap(-1, cost, &status);
        running--;
        cost->failed += status != 0;
    }
    bench_since(start, cost);
}

// ---- Rounds

static void keep_larger(double *kept, double value) {
    if (value > *kept)
        *kept = value;
}

static void add_scan(Tree *t, const BenchScan *scan) {
    const BenchFigures *f = &scan->figures;
    double wall = scan->cost.wall;
    series_add(&t->capture, f->capture);
    series_add(&t->link, f->link);
    series_add(&t->analyse, f->analyse);
    series_add(&t->judge, f->judge);
    series_add(&t->rest, wall - f->capture - f->link - f->analyse - f->judge);
    series_add(&t->late, (f->link + f->judge) / wall);
    keep_larger(&t->worker_peak, f->worker_peak);
    keep_larger(&t->parent_peak, f->parent_peak);
}

static void round_of(Tree *t, const Options *o, Compdb *db, unsigned round) {
    BenchScan scan;
    BenchCost cost[2];
    for (unsigned half = 0; half < 2; half++) {
        if ((half + round) % 2 == 0) {
            bench_scan(&scan, o->mapleak, o->jobs, NULL, db->path);
            cost[MAPLEAK] = scan.cost;
        } else {
            syntax_only(db, o->clang, o->jobs, &cost[CLANG]);
        }
    }
    for (unsigned i = MAPLEAK; i <= CLANG; i++) {
        series_add(&t->wall[i], cost[i].wall);
        series_add(&t->cpu[i], cost[i].cpu);
        series_add(&t->others, cost[i].others);
    }
    series_add(&t->wall_ratio, cost[MAPLEAK].wall / cost[CLANG].wall);
    series_add(&t->cpu_ratio, cost[MAPLEAK].cpu / cost[CLANG].cpu);
    keep_larger(&t->clang_peak, cost[CLANG].peak);
    add_scan(t, &scan);
}

static void measure(Tree *t, const Options *o, Compdb *db) {
    BenchScan first;
    BenchCost cost;
    *t = (Tree){0};
    bench_scan(&first, o->mapleak, o->jobs, NULL, db->path);
    syntax_only(db, o->clang, o->jobs, &cost);
    t->figures = first.figures;
    t->clang_failed = cost.failed;
    for (unsigned i = 0; i < o->rounds; i++)
        round_of(t, o, db, i);
}

// ---- What is printed

static void print_spread(const Series *s) {
    printf(" | %.2f (%.2f to %.2f)", series_median(s), series_min(s), series_max(s));
}

static void print_costs(const Tree *t) {
    static const char *const names[] = {"`mapleak scan`", "`clang -fsyntax-only`"};
    printf("| | wall s: median (min to max) | processor s: median (min to max) | peak MB of a "
           "process |\n|---|---|---|---|\n");
    for (unsigned i = MAPLEAK; i <= CLANG; i++) {
        printf("| %s", names[i]);
        print_spread(&t->wall[i]);
        print_spread(&t->cpu[i]);
        if (i == MAPLEAK)
            printf(" | worker %.1f, parent %.1f |\n", t->worker_peak, t->parent_peak);
        else
            printf(" | %.1f |\n", t->clang_peak);
    }
}

static void print_ratio(const char *what, const Series *s) {
    printf("Ratio of %s, round by round:", what);
    for (size_t i = 0; i < s->count; i++)
        printf(" %.2f", s->values[i]);
    printf("; **median %.2f**.\n", series_median(s));
}

static void print_stages(const Tree *t) {
    const Series *stages[] = {&t->capture, &t->link, &t->analyse, &t->judge, &t->rest};
    double wall = series_median(&t->wall[MAPLEAK]);
    printf("| stage | capture | link | analyse | judge | start, models, output |\n"
           "|---|---|---|---|---|---|\n| wall s, median");
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        printf(" | %.3f", series_median(stages[i]));
    printf(" |\n| share");
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        printf(" | %.1f %%", 100 * series_median(stages[i]) / wall);
    printf(" |\n\nLink and judge together: %.2f %% of the whole.\n", 100 * series_median(&t->late));
}

static void print_units(const Tree *t) {
    const BenchFigures *f = &t->figures;
    printf("Units: %u analysed, %u failed; clang itself refuses %zu. %u functions, %u statements, "
           "%u opaque (%.3f %%), %u functions hit a limit, %.1f MB of unit IR, %u findings.\n",
           f->units, f->failed, t->clang_failed, f->functions, f->statements, f->opaque,
           f->statements ? 100.0 * f->opaque / f->statements : 0.0, f->capped, f->ir, f->findings);
}

static bool is_build_folder(const char *name) {
    return *name == '_' || strncmp(name, "build", 5) == 0;
}

// Cuts the last part off; the one before it.
static char *cut(char *path) {
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// The folder that says what the tree is, without where it lies: program-1.0 for
// /somewhere/program-1.0/build/compile_commands.json.
static const char *name_of(const Compdb *db, char *room, size_t size) {
    snprintf(room, size, "%s", db->path);
    const char *name = cut(room);
    return is_build_folder(name) ? cut(room) : name;
}

static void print_tree(const Tree *t, const Options *o, const Compdb *db) {
    char room[4096];
    printf("### %s: %zu units, %.1f thousand lines, %u processes, %u rounds\n\n",
           name_of(db, room, sizeof room), db->count, (double)db->lines / 1000, o->jobs, o->rounds);
    print_costs(t);
    printf("\n");
    print_ratio("wall time", &t->wall_ratio);
    print_ratio("processor time", &t->cpu_ratio);
    printf("\n");
    print_stages(t);
    print_units(t);
    if (t->figures.units + t->figures.failed != db->count)
        printf("**Not the same units**: mapleak took %u, clang %zu.\n",
               t->figures.units + t->figures.failed, db->count);
    printf("Processors kept busy by others: median %.2f, at most %.2f.\n\n",
           series_median(&t->others), series_max(&t->others));
    fflush(stdout);
}

// ---- Arguments

static const struct option longs[] = {{"mapleak", required_argument, NULL, 'm'},
                                      {"clang", required_argument, NULL, 'c'},
                                      {"rounds", required_argument, NULL, 'r'},
                                      {NULL, 0, NULL, 0}};

static void read_options(Options *o, int argc, char **argv) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *o = (Options){
        .clang = "clang-19", .jobs = processors > 0 ? (unsigned)processors : 1, .rounds = 5};
    for (int c; (c = getopt_long(argc, argv, "j:", longs, NULL)) != -1;) {
        if (c == 'm')
            o->mapleak = optarg;
        else if (c == 'c')
            o->clang = optarg;
        else if (c == 'r')
            o->rounds = bench_number(optarg, 1, BENCH_MAX_ROUNDS / 2, "--rounds");
        else if (c == 'j')
            o->jobs = bench_number(optarg, 1, BENCH_MAX_JOBS, "-j");
        else
            exit(2);
    }
    if (!o->mapleak || optind == argc)
        bench_die("usage: scan_bench --mapleak BIN [--clang clang-19] [-j N] [--rounds R] TREE…");
}

int main(int argc, char **argv) {
    Options o;
    read_options(&o, argc, argv);
    bench_print_head(o.mapleak, o.clang);
    for (int i = optind; i < argc; i++) {
        Compdb db;
        Tree t;
        compdb_read(&db, argv[i]);
        measure(&t, &o, &db);
        print_tree(&t, &o, &db);
        compdb_free(&db);
    }
    return 0;
}
