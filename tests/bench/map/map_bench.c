// SPDX-License-Identifier: Apache-2.0
//
// How fast is gomap, against Go's map and the usual ones of C and C++?
//
//     map_bench [--rounds N] [--sizes N,…] [--workloads NAME,…] [--maps NAME,…] [--floor MS]
//
// Runs the programs map_NAME of its own folder, one after the other, in another random order in
// each round, a process for each map, size and kind of workload. So what disturbs the machine for
// longer than a process hits all maps, and a ratio is taken within one round. Programs that were
// not built are named and left out. What is printed is Markdown, at the end or after an interrupt;
// what goes on is on standard error.
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "report.h"

enum { PATH_ROOM = 4096, SIZES = 8, WORKLOADS_OF_KIND = 8, LINE = 256 };

// Workloads that one process does, sharing the map, and the sizes at which they are run.
typedef struct Kind {
    const char *workloads[WORKLOADS_OF_KIND + 1];
    size_t usual[SIZES];
    size_t low, high; // of other sizes
} Kind;

static const Kind kinds[] = {
    {{"insert", "hit", "follow", "miss", "iterate", "churn", "drain", "bytes"},
     {1000, 100000, 10000000},
     10,
     10000000},
    {{"string-insert", "string-hit", "string-same", "string-miss", "string-bytes"},
     {1000, 100000, 1000000},
     10,
     1000000},
    {{"latency"}, {1000000, 10000000}, 1000000, 10000000},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

typedef struct Options {
    unsigned rounds;
    const char *floor;
    const char *workloads; // comma-separated; NULL: all
    const char *maps;      // likewise
    size_t sizes[SIZES];   // 0 after the last; none: those of each kind
    char folder[PATH_ROOM];
    bool present[MAPS]; // built and wanted
} Options;

// ---- Options

// Whether a comma-separated list has the word.
static bool lists(const char *list, const char *word) {
    size_t length = strlen(word);
    for (const char *at = list; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, word, length) == 0 && (at[length] == ',' || !at[length]))
            return true;
    }
    return false;
}

static bool is_workload(const char *word) {
    for (size_t k = 0; k < KINDS; k++) {
        for (size_t i = 0; kinds[k].workloads[i]; i++) {
            if (strcmp(kinds[k].workloads[i], word) == 0)
                return true;
        }
    }
    return false;
}

static bool is_map(const char *word) {
    for (MapId map = 0; map < MAPS; map++) {
        if (strcmp(figures_name(map), word) == 0)
            return true;
    }
    return false;
}

static void check_words(const char *list, bool (*is_known)(const char *), const char *what) {
    char *copy = bench_must(strdup(list)), *rest = NULL;
    for (char *word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        if (!is_known(word))
            bench_die("unknown %s '%s'", what, word);
    }
    free(copy);
}

static void read_sizes(Options *o, char *list) {
    char *rest = NULL;
    size_t n = 0;
    for (char *word = strtok_r(list, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        if (n == SIZES - 1)
            bench_die("more than %d sizes", SIZES - 1);
        o->sizes[n++] = bench_number(word, 10, 10000000, "--sizes");
    }
}

static void find_programs(Options *o) {
    ssize_t n = readlink("/proc/self/exe", o->folder, sizeof o->folder - 1);
    char *end = n > 0 ? strrchr(o->folder, '/') : NULL;
    if (!end)
        bench_die("cannot tell where the programs are");
    *end = '\0';
    for (MapId map = 0; map < MAPS; map++) {
        char path[PATH_ROOM + LINE];
        if (o->maps && !lists(o->maps, figures_name(map)))
            continue;
        snprintf(path, sizeof path, "%s/map_%s", o->folder, figures_name(map));
        o->present[map] = access(path, X_OK) == 0;
        if (!o->present[map])
            fprintf(stderr, "map_%s is not built and left out\n", figures_name(map));
    }
}

static const struct option longs[] = {
    {"rounds", required_argument, NULL, 'r'},    {"sizes", required_argument, NULL, 's'},
    {"workloads", required_argument, NULL, 'w'}, {"maps", required_argument, NULL, 'm'},
    {"floor", required_argument, NULL, 'f'},     {NULL, 0, NULL, 0}};

static void read_options(Options *o, int argc, char **argv) {
    *o = (Options){.rounds = 5, .floor = "50"};
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c == 'r')
            o->rounds = bench_number(optarg, 1, BENCH_MAX_ROUNDS, "--rounds");
        else if (c == 's')
            read_sizes(o, optarg);
        else if (c == 'w')
            o->workloads = optarg;
        else if (c == 'm')
            o->maps = optarg;
        else if (c == 'f')
            o->floor = optarg;
        else
            exit(2);
    }
    if (optind != argc)
        bench_die("unexpected argument '%s'", argv[optind]);
    if (o->workloads)
        check_words(o->workloads, is_workload, "workload");
    if (o->maps)
        check_words(o->maps, is_map, "map");
    find_programs(o);
}

// ---- Running

static volatile sig_atomic_t interrupted;

static void interrupt(int signal) {
    (void)signal;
    interrupted = 1;
}

static void read_figures(Figures *f, MapId map, size_t size, FILE *said) {
    char line[LINE], metric[LINE];
    double value;
    rewind(said);
    while (fgets(line, sizeof line, said)) {
        if (sscanf(line, "%255s %lf", metric, &value) == 2)
            figures_add(f, map, metric, size, value);
    }
}

static void run(const Options *o, const Kind *kind, size_t size, MapId map, Figures *f,
                BenchCost *cost) {
    char path[PATH_ROOM + LINE], number[24];
    const char *argv[WORKLOADS_OF_KIND + 5] = {path, "--floor", o->floor, number};
    size_t n = 4;
    int status;
    snprintf(path, sizeof path, "%s/map_%s", o->folder, figures_name(map));
    snprintf(number, sizeof number, "%zu", size);
    for (size_t i = 0; kind->workloads[i]; i++) {
        if (!o->workloads || lists(o->workloads, kind->workloads[i]))
            argv[n++] = kind->workloads[i];
    }
    FILE *said = bench_must(tmpfile());
    bench_reap(bench_start_out(argv, NULL, fileno(said), STDERR_FILENO), cost, &status);
    if (status == 0)
        read_figures(f, map, size, said);
    else if (!interrupted)
        bench_die("map_%s %zu failed", figures_name(map), size);
    fclose(said);
}

static bool is_wanted(const Options *o, const Kind *kind, MapId map) {
    bool any = !o->workloads;
    for (size_t i = 0; kind->workloads[i]; i++)
        any |= o->workloads && lists(o->workloads, kind->workloads[i]);
    // Nothing is to be found in the null map.
    return any && o->present[map] &&
           (map != MAP_NULL || strcmp(kind->workloads[0], "latency") == 0);
}

static size_t shuffled(const Options *o, const Kind *kind, MapId order[MAPS]) {
    size_t n = 0;
    for (MapId map = 0; map < MAPS; map++) {
        if (is_wanted(o, kind, map))
            order[n++] = map;
    }
    for (size_t i = n; i > 1; i--) {
        size_t other = (size_t)random() % i;
        MapId moved = order[i - 1];
        order[i - 1] = order[other];
        order[other] = moved;
    }
    return n;
}

static void run_round(const Options *o, unsigned round, Figures *f, BenchCost *cost) {
    for (size_t k = 0; k < KINDS; k++) {
        const size_t *sizes = o->sizes[0] ? o->sizes : kinds[k].usual;
        for (size_t i = 0; i < SIZES && sizes[i]; i++) {
            MapId order[MAPS];
            size_t n = shuffled(o, &kinds[k], order);
            if (sizes[i] < kinds[k].low || sizes[i] > kinds[k].high)
                continue;
            for (size_t j = 0; j < n && !interrupted; j++) {
                fprintf(stderr, "round %u: %s at %zu, %s\n", round, kinds[k].workloads[0], sizes[i],
                        figures_name(order[j]));
                run(o, &kinds[k], sizes[i], order[j], f, cost);
            }
        }
    }
}

// ---- Report

static void print_processor(void) {
    char line[LINE];
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(line, sizeof line, file)) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", strlen("model name")) != 0 || !colon)
            continue;
        line[strcspn(line, "\n")] = '\0';
        printf("%s", colon + 2);
        break;
    }
    if (file)
        fclose(file);
}

static void print_head(const Options *o) {
    char day[16];
    time_t now = time(NULL);
    struct tm tm;
    struct utsname system;
    strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&now, &tm));
    uname(&system);
    printf("%s; gomap as %s, compiler %s; %s %s, %ld × ", day, MAP_BENCH_BUILD, __VERSION__,
           system.sysname, system.machine, sysconf(_SC_NPROCESSORS_ONLN));
    print_processor();
    if (o->present[MAP_GO]) {
        char path[PATH_ROOM + LINE];
        snprintf(path, sizeof path, "%s/map_%s", o->folder, figures_name(MAP_GO));
        printf("; ");
        bench_print_version(path);
    }
    printf("\n\n");
}

int main(int argc, char **argv) {
    Options o;
    Figures f = {0};
    BenchCost cost = {0};
    read_options(&o, argc, argv);
    srandom((unsigned)time(NULL));
    sigaction(SIGINT, &(struct sigaction){.sa_handler = interrupt}, NULL);
    print_head(&o);
    BenchMoment start = bench_now();
    unsigned round = 1;
    for (; round <= o.rounds && !interrupted; round++)
        run_round(&o, round, &f, &cost);
    bench_since(start, &cost);
    printf("%u rounds%s, %.0f s; processors kept busy by others: %.2f on average.\n\n", round - 1,
           interrupted ? ", the last one not complete" : "", cost.wall, cost.others);
    report_tables(&f);
    if (o.present[MAP_GOMAP])
        report_goals(&f);
    figures_fini(&f);
    return 0;
}
