// SPDX-License-Identifier: Apache-2.0
//
// Proves the corpus by running it: each case is compiled, with every warning an error, and run
// under AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer on made-up requests.
//
//     corpus_prove --work DIR [--cc CC] [--flags-file FILE] [--filter GLOB] [-j N] CASES_DIR
//     [SOURCE|LIBRARY]...
//
// The sources and libraries at the end (the map libraries, heap_peak.c) are linked with every case.
//
//  1. A good case ends with status 0: nothing to report, nothing lost.
//  2. A bad case loses memory, or the most heap that it has in use at once grows with the number of
//  requests. (Maps that
//     are still reachable at the end are not lost; then only the growth shows the fault.)
//
// LIMIT: that a good case does not grow is not checked: some fill a map at the start, or one that
// is freed as a whole.
#define _XOPEN_SOURCE 700
#include "batch.h"
#include "cases.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMPILE_SECONDS = 120, RUN_SECONDS = 60, FEW_REQUESTS = 300, MANY_REQUESTS = 1200 };

typedef struct {
    const char *cc;
    const char *work;
    const char *flags_file;
    const char *filter;
    const char *cases_dir;
    size_t jobs;
    char *root; // CASES_DIR without links
    char *few;  // paths of the inputs
    char *many;
    Strings flags;
    Strings linked;
} Run;

static void add_copy(Strings *to, const char *item) {
    cases_add_string(to, cases_must(strdup(item)));
}

static bool compile(const Run *run, const Case *one, const char *program, FILE *err) {
    static const char *const first[] = {"-O0", "-g", "-fsanitize=address,undefined",
                                        "-fno-sanitize-recover=undefined"};
    static const char *const strict[] = {"-Wall", "-Wextra", "-Werror"};
    Strings argv = {0};
    add_copy(&argv, run->cc);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        add_copy(&argv, first[i]);
    for (size_t i = 0; i < run->flags.count; i++)
        add_copy(&argv, run->flags.items[i]);
    for (size_t i = 0; i < sizeof strict / sizeof *strict; i++)
        add_copy(&argv, strict[i]);
    for (size_t i = 0; i < one->sources.count; i++)
        add_copy(&argv, one->sources.items[i]);
    for (size_t i = 0; i < run->linked.count; i++)
        add_copy(&argv, run->linked.items[i]);
    add_copy(&argv, "-o");
    add_copy(&argv, program);
    BatchProcess process = {.folder = run->root, .seconds = COMPILE_SECONDS, .err = err};
    int status = batch_run(&process, argv.items);
    cases_free_strings(&argv);
    return status == 0;
}

// Runs PROGRAM and returns its status; *PEAK is the most heap that it had in use, 0 when it did not
// come so far.
static int run_program(const Run *run, const char *program, const char *input, FILE *err,
                       unsigned long *peak) {
    size_t size = strlen(program) + sizeof ".peak";
    char *peak_file = cases_must(malloc(size));
    snprintf(peak_file, size, "%s.peak", program);
    setenv("HEAP_PEAK_FILE", peak_file, 1);
    setenv("G_SLICE", "always-malloc", 1);
    setenv("ASAN_OPTIONS", "detect_leaks=1", 1);
    char *argv[] = {cases_must(strdup(program)), cases_must(strdup("first")),
                    cases_must(strdup("second")), NULL};
    BatchProcess process = {
        .folder = run->work, .input = input, .seconds = RUN_SECONDS, .err = err};
    int status = batch_run(&process, argv);
    for (size_t i = 0; argv[i]; i++)
        free(argv[i]);
    *peak = 0;
    if (access(peak_file, R_OK) == 0) {
        char *text = cases_read_path(peak_file);
        *peak = strtoul(text, NULL, 10);
        free(text);
        unlink(peak_file);
    }
    free(peak_file);
    return status;
}

static void judge(const Run *run, const Case *one, const char *program, FILE *err, FILE *report) {
    unsigned long few, many;
    int status = run_program(run, program, run->few, err, &few);
    if (one->is_good) {
        if (status != 0)
            fprintf(report, "a good case left with status %#x\n", (unsigned)status);
        return;
    }
    char *errors = cases_read_stream(err);
    bool lost = strstr(errors, "LeakSanitizer: detected memory leaks") != NULL;
    free(errors);
    if (status != 0) {
        if (!lost)
            fprintf(report, "a bad case left with status %#x, and lost nothing\n",
                    (unsigned)status);
        return;
    }
    status = run_program(run, program, run->many, err, &many);
    if (status != 0 || few == 0 || many < few + few / 2)
        fprintf(report, "a bad case shows no fault: %lu bytes of heap, %lu with more requests\n",
                few, many);
}

static void try_case(const Case *one, const void *context, FILE *report) {
    const Run *run = context;
    char name[32];
    snprintf(name, sizeof name, "case-%ld", (long)getpid());
    char *program = cases_joined(run->work, name);
    FILE *err = tmpfile();
    if (!err)
        cases_die("temporary file", strerror(errno));
    if (!compile(run, one, program, err))
        fprintf(report, "does not compile\n");
    else
        judge(run, one, program, err, report);
    fflush(report);
    if (ftell(report) > 0) {
        char *errors = cases_read_stream(err);
        fprintf(report, "%.4000s", errors);
        free(errors);
    }
    unlink(program);
    fclose(err);
    free(program);
}

// The requests come twice, so that each name is met again.
static char *write_input(const Run *run, const char *name, int requests) {
    char *path = cases_joined(run->work, name);
    FILE *file = fopen(path, "w");
    if (!file)
        cases_die(path, strerror(errno));
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < requests; i++)
            fprintf(file, "user%d=%d id key%d\nthe quick %d.c\n", i * 7919 % 10007, i % 7, i % 13,
                    i);
    fclose(file);
    return path;
}

_Noreturn static void usage(void) {
    fputs("usage: corpus_prove --work DIR [--cc CC] [--flags-file FILE] [--filter GLOB] [-j N] "
          "CASES_DIR [SOURCE|LIBRARY]...\n",
          stderr);
    exit(2);
}

static Run read_arguments(int argc, char **argv) {
    Run run = {.cc = "cc"};
    const char *jobs = "1";
    for (int i = 1; i < argc; i++) {
        const char **value = NULL;
        if (strcmp(argv[i], "--work") == 0)
            value = &run.work;
        else if (strcmp(argv[i], "--cc") == 0)
            value = &run.cc;
        else if (strcmp(argv[i], "--flags-file") == 0)
            value = &run.flags_file;
        else if (strcmp(argv[i], "--filter") == 0)
            value = &run.filter;
        else if (strcmp(argv[i], "-j") == 0)
            value = &jobs;
        else if (run.cases_dir)
            add_copy(&run.linked, argv[i]);
        else if (argv[i][0] != '-')
            run.cases_dir = argv[i];
        else
            usage();
        if (value && ++i == argc)
            usage();
        if (value)
            *value = argv[i];
    }
    run.jobs = batch_read_jobs(jobs);
    if (!run.work || !run.cases_dir || run.jobs == 0)
        usage();
    return run;
}

int main(int argc, char **argv) {
    Run run = read_arguments(argc, argv);
    if (mkdir(run.work, 0777) != 0 && errno != EEXIST)
        cases_die(run.work, strerror(errno));
    char *work = realpath(run.work, NULL);
    if (!work)
        cases_die(run.work, strerror(errno));
    run.work = work;
    run.root = realpath(run.cases_dir, NULL);
    if (!run.root)
        cases_die(run.cases_dir, strerror(errno));
    if (run.flags_file)
        run.flags = cases_read_flags(run.flags_file);
    run.few = write_input(&run, "few", FEW_REQUESTS);
    run.many = write_input(&run, "many", MANY_REQUESTS);
    Cases cases = cases_find(run.root, run.filter);
    bool passed = batch_try_all(&cases, run.jobs, try_case, &run);
    cases_fini(&cases);
    cases_free_strings(&run.flags);
    cases_free_strings(&run.linked);
    free(run.few);
    free(run.many);
    free(run.root);
    free(work);
    return passed ? 0 : 1;
}
