// SPDX-License-Identifier: Apache-2.0
//
// Proves the corpus by running it: each case is compiled with the sanitizers and run on made-up
// requests; prove/judge.c says what it has to show.
//
//     corpus_prove [--filter GLOB] [-j N] [--seconds N] [--table FILE | --check FILE] @ARGUMENTS
//
//     --table FILE    writes the result into the table in FILE (prove/table.h)
//     --check FILE    fails when the table in FILE says something else
//     @ARGUMENTS      takes further arguments from a file, one a line. The build writes one with
//                     --work DIR        where to write programs and inputs
//                     --cc CC           the compiler
//                     --flags-file F    flags for every case, one a line
//                     --address F       what is added for AddressSanitizer: flags, map libraries
//                     --thread F        the same for ThreadSanitizer
//                     --ledger F        the same for the runtime's ledger
//                     CASES_DIR
//
// The status is 0 when there was a case, all are proved and the table is right, 1 when not, 2 when
// the proof could not start.
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "batch.h"
#include "cases.h"
#include "judge.h"
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

typedef struct {
    const char *work;
    const char *cc;
    const char *flags_file;
    const char *address;
    const char *thread;
    const char *ledger;
    const char *filter;
    const char *jobs;
    const char *seconds;
    const char *table;
    const char *check;
    const char *cases_dir;
    Strings read; // from files of arguments
} Arguments;

// What a trial is told. The verdicts lie in memory that the processes share.
typedef struct {
    Judge judge;
    const Cases *tried;
    Verdict *verdicts;
} Proof;

_Noreturn static void usage(void) {
    fputs("usage: corpus_prove [--filter GLOB] [-j N] [--seconds N] [--table FILE | --check FILE] "
          "@ARGUMENTS\n",
          stderr);
    exit(2);
}

static const char **option_value(Arguments *arguments, const char *name) {
    const struct {
        const char *name;
        const char **value;
    } options[] = {
        {"--work", &arguments->work},
        {"--cc", &arguments->cc},
        {"--flags-file", &arguments->flags_file},
        {"--address", &arguments->address},
        {"--thread", &arguments->thread},
        {"--ledger", &arguments->ledger},
        {"--filter", &arguments->filter},
        {"-j", &arguments->jobs},
        {"--seconds", &arguments->seconds},
        {"--table", &arguments->table},
        {"--check", &arguments->check},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strcmp(options[i].name, name) == 0)
            return options[i].value;
    return NULL;
}

static void read_arguments(Arguments *arguments, size_t count, char *const *items) {
    for (size_t i = 0; i < count; i++) {
        const char **value = option_value(arguments, items[i]);
        if (value && i + 1 < count) {
            *value = items[++i];
        } else if (items[i][0] == '@') {
            arguments->read = cases_read_flags(items[i] + 1);
            read_arguments(arguments, arguments->read.count, arguments->read.items);
        } else if (items[i][0] != '-' && !arguments->cases_dir) {
            arguments->cases_dir = items[i];
        } else {
            usage();
        }
    }
}

static char *real_path(const char *path) {
    char *real = realpath(path, NULL);
    if (!real)
        cases_die(path, strerror(errno));
    return real;
}

static void try_case(const Case *one, const void *context, FILE *report) {
    const Proof *proof = context;
    proof->verdicts[one - proof->tried->items] = judge_case(&proof->judge, one, report);
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) == EOF || fclose(file) != 0)
        cases_die(path, strerror(errno));
}

// False when a table that had to be right is not.
static bool tell_table(const Arguments *arguments, const Proof *proof, const Cases *all) {
    const char *file = arguments->table ? arguments->table : arguments->check;
    if (!file)
        return true;
    char *text = cases_read_path(file);
    char *renewed = table_renewed(file, text, all, proof->tried, proof->verdicts);
    bool is_right = strcmp(text, renewed) == 0;
    if (arguments->table && !is_right)
        write_file(file, renewed);
    if (!arguments->table && !is_right)
        printf("%s: the table of the proof is stale; ./dev prove writes it\n", file);
    free(text);
    free(renewed);
    return is_right || arguments->table;
}

static bool prove(const Arguments *arguments, Judge judge, size_t jobs) {
    Cases all = cases_find(judge.address.root, NULL);
    Cases tried = cases_find(judge.address.root, arguments->filter);
    size_t size = (tried.count + 1) * sizeof(Verdict);
    judge.rules = (const char *const *)all.rules.items;
    Proof proof = {.judge = judge,
                   .tried = &tried,
                   .verdicts =
                       mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)};
    if (proof.verdicts == MAP_FAILED)
        cases_die("memory", strerror(errno));
    bool passed = batch_try_all(&tried, jobs, try_case, &proof);
    bool is_right = tell_table(arguments, &proof, &all);
    munmap(proof.verdicts, size);
    cases_fini(&all);
    cases_fini(&tried);
    return passed && is_right;
}

int main(int argc, char **argv) {
    Arguments arguments = {.cc = "cc", .jobs = "1", .seconds = "60"};
    read_arguments(&arguments, (size_t)argc - 1, argv + 1);
    size_t jobs = batch_read_jobs(arguments.jobs);
    size_t seconds = batch_read_jobs(arguments.seconds);
    if (!arguments.work || !arguments.flags_file || !arguments.address || !arguments.thread ||
        !arguments.ledger || !arguments.cases_dir || jobs == 0 || seconds == 0)
        usage();
    if (mkdir(arguments.work, 0777) != 0 && errno != EEXIST)
        cases_die(arguments.work, strerror(errno));
    char *work = real_path(arguments.work);
    char *root = real_path(arguments.cases_dir);
    Build build = {
        .cc = arguments.cc, .root = root, .flags = cases_read_flags(arguments.flags_file)};
    Judge judge = {.address = build,
                   .thread = build,
                   .ledger = build,
                   .place = run_place(work, (unsigned)seconds)};
    judge.address.linked = cases_read_flags(arguments.address);
    judge.thread.linked = cases_read_flags(arguments.thread);
    judge.ledger.linked = cases_read_flags(arguments.ledger);
    bool passed = prove(&arguments, judge, jobs);
    cases_free_strings(&judge.address.linked);
    cases_free_strings(&judge.thread.linked);
    cases_free_strings(&judge.ledger.linked);
    cases_free_strings(&build.flags);
    cases_free_strings(&arguments.read);
    run_fini(&judge.place);
    free(root);
    free(work);
    return passed ? 0 : 1;
}
