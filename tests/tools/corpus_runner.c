// SPDX-License-Identifier: Apache-2.0
//
// Runs the analyzer on each case of the corpus, and compares what it says with what the case
// expects.
//
//     corpus_runner --mapleak BIN [--flags-file FILE] [--filter GLOB] [-j N] CASES_DIR
//
// Each case is one run of the analyzer, in CASES_DIR, so that CASES_DIR/.mapleak.yml is the
// project's config.
//
// Invariants:
//  1. A case that cannot be read, run or understood fails; nothing is passed over.
//  2. The output is in the order of the cases' names, whatever -j says.
//  3. The last line is `N passed, N failed`; the status is 0 only when something ran and nothing
//  failed.
#define _XOPEN_SOURCE 700
#include "batch.h"
#include "cases.h"
#include "expect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { CASE_SECONDS = 120 };

typedef struct {
    const char *mapleak;
    const char *flags_file;
    const char *filter;
    const char *cases_dir;
    size_t jobs;
    char *root; // CASES_DIR without links
    Strings flags;
    const char *const *rules; // ends with NULL
} Run;

// Makes the paths in FINDINGS relative to CASES_DIR where they lie in it.
static void relate_paths(const Run *run, Findings *findings) {
    size_t length = strlen(run->root);
    for (size_t i = 0; i < findings->count; i++) {
        char *file = findings->items[i].file;
        const char *inside = file;
        if (strncmp(file, run->root, length) == 0 && file[length] == '/')
            inside = file + length + 1;
        else if (strncmp(file, "./", 2) == 0)
            inside = file + 2;
        memmove(file, inside, strlen(inside) + 1);
    }
}

// The name promises what the comments have to hold: a bad case has a fault of its rule, a good one
// has none at all.
static void check_name(const Case *one, const Expectations *expectations, FILE *report) {
    size_t own_faults = 0;
    size_t faults = 0;
    for (size_t i = 0; i < expectations->count; i++) {
        const Expectation *each = &expectations->items[i];
        if (each->kind == EXPECT_KNOWN_FALSE)
            continue;
        faults++;
        own_faults += strcmp(each->rule, one->rule) == 0;
    }
    if (one->is_bad == one->is_good)
        fprintf(report, "the name holds neither _bad_ nor _good_, or both\n");
    else if (one->is_bad && own_faults == 0)
        fprintf(report, "a bad case wants an expect or expect-fn of its own rule\n");
    else if (one->is_good && faults > 0)
        fprintf(report, "a good case has an expect or expect-fn\n");
}

static bool read_expectations(const Run *run, const Case *one, Expectations *into, FILE *report) {
    bool clean = true;
    for (size_t i = 0; i < one->files.count; i++) {
        char *path = cases_joined(run->root, one->files.items[i]);
        char *source = cases_read_path(path);
        if (!expect_read_source(one->files.items[i], source, run->rules, into, report))
            clean = false;
        free(source);
        free(path);
    }
    if (clean)
        check_name(one, into, report);
    return clean;
}

static int analyse(const Run *run, const Case *one, FILE *out, FILE *err) {
    static char scan[] = "scan", no_db[] = "--no-db", quiet[] = "--quiet", dashes[] = "--";
    Strings argv = {0};
    cases_add_string(&argv, cases_must(strdup(run->mapleak)));
    cases_add_string(&argv, scan);
    cases_add_string(&argv, no_db);
    cases_add_string(&argv, quiet);
    for (size_t i = 0; i < one->sources.count; i++)
        cases_add_string(&argv, one->sources.items[i]);
    cases_add_string(&argv, dashes);
    for (size_t i = 0; i < run->flags.count; i++)
        cases_add_string(&argv, run->flags.items[i]);
    BatchProcess process = {.folder = run->root, .seconds = CASE_SECONDS, .out = out, .err = err};
    int status = batch_run(&process, argv.items);
    free(argv.items[0]);
    free(argv.items);
    return status;
}

static void try_case(const Case *one, const void *context, FILE *report) {
    const Run *run = context;
    Expectations expectations = {0};
    Findings findings = {0};
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    if (!out || !err)
        cases_die("temporary file", strerror(errno));
    bool clean = read_expectations(run, one, &expectations, report);
    int status = analyse(run, one, out, err);
    char *output = cases_read_stream(out);
    char *errors = cases_read_stream(err);

    if (WIFSIGNALED(status)) {
        fprintf(report, "mapleak was killed by signal %d\n%s", WTERMSIG(status), errors);
    } else if (WEXITSTATUS(status) > 1) {
        fprintf(report, "mapleak left with status %d\n%s", WEXITSTATUS(status), errors);
    } else if (expect_read_output(output, &findings, report)) {
        relate_paths(run, &findings);
        if (WEXITSTATUS(status) != (findings.count > 0))
            fprintf(report, "mapleak left with status %d after %zu findings\n", WEXITSTATUS(status),
                    findings.count);
        if (clean)
            expect_compare(&expectations, &findings, report);
    }
    expect_fini(&expectations);
    expect_fini_findings(&findings);
    free(output);
    free(errors);
    fclose(out);
    fclose(err);
}

_Noreturn static void usage(void) {
    fputs("usage: corpus_runner --mapleak BIN [--flags-file FILE] [--filter GLOB] [-j N] "
          "CASES_DIR\n",
          stderr);
    exit(2);
}

static Run read_arguments(int argc, char **argv) {
    Run run = {0};
    const char *jobs = "1";
    for (int i = 1; i < argc; i++) {
        const char **value = NULL;
        if (strcmp(argv[i], "--mapleak") == 0)
            value = &run.mapleak;
        else if (strcmp(argv[i], "--flags-file") == 0)
            value = &run.flags_file;
        else if (strcmp(argv[i], "--filter") == 0)
            value = &run.filter;
        else if (strcmp(argv[i], "-j") == 0)
            value = &jobs;
        else if (argv[i][0] != '-' && !run.cases_dir)
            run.cases_dir = argv[i];
        else
            usage();
        if (value && ++i == argc)
            usage();
        if (value)
            *value = argv[i];
    }
    run.jobs = batch_read_jobs(jobs);
    if (!run.mapleak || !run.cases_dir || run.jobs == 0)
        usage();
    return run;
}

int main(int argc, char **argv) {
    Run run = read_arguments(argc, argv);
    char *mapleak = realpath(run.mapleak, NULL);
    if (!mapleak)
        cases_die(run.mapleak, strerror(errno));
    run.mapleak = mapleak;
    run.root = realpath(run.cases_dir, NULL);
    if (!run.root)
        cases_die(run.cases_dir, strerror(errno));
    if (run.flags_file)
        run.flags = cases_read_flags(run.flags_file);
    Cases cases = cases_find(run.root, run.filter);
    run.rules = (const char *const *)cases.rules.items;
    bool passed = batch_try_all(&cases, run.jobs, try_case, &run);
    cases_fini(&cases);
    cases_free_strings(&run.flags);
    free(run.root);
    free(mapleak);
    return passed ? 0 : 1;
}
