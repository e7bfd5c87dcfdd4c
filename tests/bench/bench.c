// SPDX-License-Identifier: Apache-2.0
//
// Costs come from the kernel: wait4 gives the processor time of a process together with that of all
// children it has waited for, so nothing is sampled. What others did on the machine meanwhile is
// the difference of /proc/stat less our own.
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAPLEAK_WORST_GOOD = 3 }; // findings, and failed units, are results; an error is not

void bench_die(const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(2);
}

void *bench_must(void *p) {
    if (!p)
        bench_die("%s", strerror(errno));
    return p;
}

unsigned bench_number(const char *text, unsigned low, unsigned high, const char *what) {
    char *end;
    unsigned long n = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || n < low || n > high)
        bench_die("%s takes a number from %u to %u, not '%s'", what, low, high, text);
    return (unsigned)n;
}

// ---- Commands

// Seconds that all processors together were busy since the machine started.
static double busy_seconds(void) {
    unsigned long long user, nice, system, idle, wait, irq, soft, steal;
    FILE *file = fopen("/proc/stat", "r");
    int n = file ? fscanf(file, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &user, &nice,
                          &system, &idle, &wait, &irq, &soft, &steal)
                 : 0;
    if (file)
        fclose(file);
    return n == 8
               ? (double)(user + nice + system + irq + soft + steal) / (double)sysconf(_SC_CLK_TCK)
               : 0;
}

BenchMoment bench_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (BenchMoment){(double)t.tv_sec + (double)t.tv_nsec * 1e-9, busy_seconds()};
}

void bench_since(BenchMoment start, BenchCost *cost) {
    BenchMoment end = bench_now();
    cost->wall = end.wall - start.wall;
    double others = (end.busy - start.busy - cost->cpu) / cost->wall;
    cost->others = others > 0 ? others : 0;
}

int bench_start(const char *const *argv, const char *folder, int err) {
    return bench_start_out(argv, folder, -1, err);
}

int bench_start_out(const char *const *argv, const char *folder, int out, int err) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        bench_die("fork: %s", strerror(errno));
    if (pid)
        return pid;
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out < 0 ? null : out, STDOUT_FILENO) < 0 ||
        dup2(err < 0 ? null : err, STDERR_FILENO) < 0 || (folder && chdir(folder) != 0))
        _exit(127);
    execvp(argv[0], (char *const *)(size_t)argv);
    dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

static double seconds(struct timeval t) {
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

int bench_reap(int pid, BenchCost *cost, int *status) {
    struct rusage used;
    int done;
    while ((done = wait4(pid, status, 0, &used)) < 0)
        if (errno != EINTR)
            bench_die("wait: %s", strerror(errno));
    cost->cpu += seconds(used.ru_utime) + seconds(used.ru_stime);
    double peak = (double)used.ru_maxrss * 1024 / 1e6;
    if (peak > cost->peak)
        cost->peak = peak;
    return done;
}

// ---- mapleak

static void read_line(BenchFigures *f, const char *line) {
    sscanf(line, "units %u analysed, %u failed", &f->units, &f->failed);
    sscanf(line, "functions %u", &f->functions);
    sscanf(line, "statements %u, %u opaque", &f->statements, &f->opaque);
    sscanf(line, "findings %u", &f->findings);
    sscanf(line, "stats: capture %lf s, link %lf s, analyse %lf s, judge %lf s", &f->capture,
           &f->link, &f->analyse, &f->judge);
    sscanf(line, "stats: workers %*f s processor time, peak %lf MB each; parent peak %lf MB",
           &f->worker_peak, &f->parent_peak);
    sscanf(line, "stats: unit IR %lf MB, %*u instruction steps, %u functions hit a limit", &f->ir,
           &f->capped);
}

static void read_figures(BenchFigures *f, FILE *said) {
    char *line = NULL;
    size_t room = 0;
    *f = (BenchFigures){0};
    rewind(said);
    while (getline(&line, &room, said) > 0)
        read_line(f, line);
    free(line);
}

_Noreturn static void show_failure(FILE *said, const char *mapleak, int status) {
    rewind(said);
    for (int c; (c = getc(said)) != EOF;)
        putc(c, stderr);
    if (WIFSIGNALED(status))
        bench_die("%s: signal %d", mapleak, WTERMSIG(status));
    bench_die("%s: exit status %d", mapleak, WEXITSTATUS(status));
}

void bench_scan(BenchScan *scan, const char *mapleak, unsigned jobs, const char *folder,
                const char *database) {
    char workers[16];
    snprintf(workers, sizeof workers, "%u", jobs);
    const char *argv[] = {mapleak, "scan",  "--no-db", "--stats",
                          "-j",    workers, "-p",      database ? database : ".",
                          NULL};
    FILE *said = bench_must(tmpfile());
    int status;
    scan->cost = (BenchCost){0};
    BenchMoment start = bench_now();
    bench_reap(bench_start(argv, folder, fileno(said)), &scan->cost, &status);
    bench_since(start, &scan->cost);
    read_figures(&scan->figures, said);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > MAPLEAK_WORST_GOOD ||
        scan->figures.worker_peak <= 0)
        show_failure(said, mapleak, status);
    fclose(said);
}

// ---- Series

void series_add(Series *s, double value) {
    if (s->count == BENCH_MAX_ROUNDS)
        bench_die("more than %d measurements", BENCH_MAX_ROUNDS);
    s->values[s->count++] = value;
}

static int compare(const void *a, const void *b) {
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

static Series sorted(const Series *s) {
    Series copy = *s;
    qsort(copy.values, copy.count, sizeof *copy.values, compare);
    return copy;
}

double series_median(const Series *s) {
    Series copy = sorted(s);
    size_t half = copy.count / 2;
    if (!copy.count)
        return 0;
    return copy.count % 2 ? copy.values[half] : (copy.values[half - 1] + copy.values[half]) / 2;
}

double series_min(const Series *s) {
    return s->count ? sorted(s).values[0] : 0;
}

double series_max(const Series *s) {
    return s->count ? sorted(s).values[s->count - 1] : 0;
}

// ---- Where and when

void bench_print_version(const char *program) {
    int ends[2], status;
    char text[256] = "";
    const char *argv[] = {program, "--version", NULL};
    fflush(stdout);
    if (pipe(ends) != 0)
        bench_die("pipe: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execvp(program, (char *const *)(size_t)argv);
        _exit(127);
    }
    close(ends[1]);
    ssize_t n = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || n <= 0 || status != 0)
        bench_die("%s: cannot be run", program);
    text[strcspn(text, "\n")] = '\0';
    printf("%s", text);
}

void bench_print_head(const char *mapleak, const char *clang) {
    char day[16];
    time_t now = time(NULL);
    double load[3] = {0};
    struct tm tm;
    struct utsname system;
    strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&now, &tm));
    uname(&system);
    getloadavg(load, 3);
    printf("%s; ", day);
    bench_print_version(mapleak);
    if (clang) {
        printf("; against ");
        bench_print_version(clang);
    }
    printf("; %s %s, %ld processors; load at the start %.2f\n\n", system.sysname, system.machine,
           sysconf(_SC_NPROCESSORS_ONLN), load[0]);
}
