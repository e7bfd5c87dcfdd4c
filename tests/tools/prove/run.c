// SPDX-License-Identifier: Apache-2.0
//
// A program is run on one of three inputs:
//
//     some    for ThreadSanitizer, which also counts the threads that a request starts
//     few     more requests than any case of the corpus keeps on purpose
//     many    twice as many
//
// It grows when the most heap that it had in use at once is on `many` more than a quarter above
// that on `few`. A map that is bounded has reached its bound on `few`; one that keeps a byte of
// every second line is above. The measure is the peak and not the end, as a map that is freed as a
// whole at the end has grown nonetheless.
//
// The ledger, which only a program that is linked with it writes, is read the same way. It says
// what did not come back: a map that is freed is not in it any more.
#define _XOPEN_SOURCE 700
#include "run.h"

#include "batch.h"
#include "instruments.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <unistd.h>

enum { BLOCK = 20 };

static const struct {
    const char *name;
    int requests;
} inputs[RUN_INPUTS] = {[RUN_SOME] = {"some", 2 * BLOCK},
                        [RUN_FEW] = {"few", 30 * BLOCK},
                        [RUN_MANY] = {"many", 60 * BLOCK}};

static FILE *create(const char *path) {
    FILE *file = fopen(path, "w");
    if (!file)
        cases_die(path, strerror(errno));
    return file;
}

// A block of requests comes twice, so that each name is met again, then twice with goodbyes, and an
// empty line ends it.
static void write_block(FILE *file, int first, int behind) {
    for (int turn = 0; turn < 4; turn++)
        for (int i = first; i < behind; i++) {
            const char *word = turn < 2 ? "" : "bye ";
            fprintf(file, "%suser%d=%d id key%d\n", word, i * 7919 % 10007, i % 7, i % 13);
            fprintf(file, "%sthe quick %d.c\n", word, i);
        }
    fputs("\n", file);
}

static char *write_input(const char *work, RunInput input) {
    char *path = cases_joined(work, inputs[input].name);
    FILE *file = create(path);
    for (int first = 0; first < inputs[input].requests; first += BLOCK)
        write_block(file, first, first + BLOCK);
    fclose(file);
    return path;
}

// GLib orders its own accesses by means that ThreadSanitizer does not see.
static char *write_suppressions(const char *work) {
    char *path = cases_joined(work, "suppressions");
    FILE *file = create(path);
    fputs("called_from_lib:libglib-2.0.so\n", file);
    fclose(file);
    return path;
}

RunPlace run_place(const char *work, unsigned seconds) {
    RunPlace place = {.work = work, .seconds = seconds, .suppressions = write_suppressions(work)};
    for (int i = 0; i < RUN_INPUTS; i++)
        place.inputs[i] = write_input(work, (RunInput)i);
    return place;
}

void run_fini(RunPlace *place) {
    for (int i = 0; i < RUN_INPUTS; i++)
        free(place->inputs[i]);
    free(place->suppressions);
}

// Where a run of the program leaves what it measured.
typedef struct {
    char *peak;
    char *ledger;
} Files;

static char *with_ending(const char *program, const char *ending) {
    size_t size = strlen(program) + strlen(ending) + 1;
    char *path = cases_must(malloc(size));
    snprintf(path, size, "%s%s", program, ending);
    return path;
}

static void set_up(const RunPlace *place, const Files *files) {
    // ThreadSanitizer does not start where the system spreads addresses wide. A system that forbids
    // to ask for this is taken as it is.
    personality(ADDR_NO_RANDOMIZE);
    char options[4096];
    snprintf(options, sizeof options, "suppressions=%s", place->suppressions);
    setenv("TSAN_OPTIONS", options, 1);
    setenv("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=1", 1);
    setenv("UBSAN_OPTIONS", "halt_on_error=1", 1);
    setenv("HEAP_PEAK_FILE", files->peak, 1);
    setenv("GOMAP_LEDGER", files->ledger, 1);
    setenv("G_SLICE", "always-malloc", 1);
    setenv("G_DEBUG", "fatal-criticals", 1);
}

static unsigned long take_peak(const char *path) {
    if (access(path, R_OK) != 0)
        return 0;
    char *text = cases_read_path(path);
    unsigned long peak = strtoul(text, NULL, 10);
    free(text);
    unlink(path);
    return peak;
}

static unsigned long number(const json_t *ledger, const char *member) {
    return (unsigned long)json_integer_value(json_object_get(ledger, member));
}

static void take_ledger(const char *path, Ran *ran) {
    json_t *ledger = json_load_file(path, 0, NULL);
    ran->has_ledger = ledger != NULL;
    ran->live = number(ledger, "live");
    ran->entries = number(ledger, "entries");
    ran->most = number(ledger, "peak");
    json_decref(ledger);
    unlink(path);
}

static unsigned take_errors(FILE *err, FILE *log) {
    char *errors = cases_read_stream(err);
    unsigned seen = instruments_in(errors);
    fputs(errors, log);
    free(errors);
    fclose(err);
    return seen;
}

Ran run_program(const RunPlace *place, const char *program, RunInput input, FILE *log) {
    Files files = {with_ending(program, ".peak"), with_ending(program, ".json")};
    set_up(place, &files);
    FILE *err = tmpfile();
    if (!err)
        cases_die("temporary file", strerror(errno));
    char *argv[] = {cases_must(strdup(program)), cases_must(strdup("first")),
                    cases_must(strdup("second")), NULL};
    BatchProcess process = {.folder = place->work,
                            .input = place->inputs[input],
                            .seconds = place->seconds,
                            .err = err};
    Ran ran = {.status = batch_run(&process, argv)};
    for (size_t i = 0; argv[i]; i++)
        free(argv[i]);
    ran.peak = take_peak(files.peak);
    take_ledger(files.ledger, &ran);
    ran.seen = take_errors(err, log);
    free(files.peak);
    free(files.ledger);
    return ran;
}

static bool is_above(unsigned long many, unsigned long few) {
    return many > few + few / 4;
}

bool run_grows(const Ran *few, const Ran *many) {
    return few->peak > 0 && is_above(many->peak, few->peak);
}

bool run_keeps_more(const Ran *few, const Ran *many) {
    if (!few->has_ledger || !many->has_ledger)
        return false;
    return is_above(many->live, few->live) ||
           (is_above(many->entries, few->entries) && is_above(many->most, few->most));
}
