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
#define _XOPEN_SOURCE 700
#include "run.h"

#include "batch.h"
#include "instruments.h"

#include <errno.h>
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

static void set_up(const RunPlace *place, const char *peak_file) {
    // ThreadSanitizer does not start where the system spreads addresses wide. A system that forbids
    // to ask for this is taken as it is.
    personality(ADDR_NO_RANDOMIZE);
    char options[4096];
    snprintf(options, sizeof options, "suppressions=%s", place->suppressions);
    setenv("TSAN_OPTIONS", options, 1);
    setenv("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=1", 1);
    setenv("UBSAN_OPTIONS", "halt_on_error=1", 1);
    setenv("HEAP_PEAK_FILE", peak_file, 1);
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

static unsigned take_errors(FILE *err, FILE *log) {
    char *errors = cases_read_stream(err);
    unsigned seen = instruments_in(errors);
    fputs(errors, log);
    free(errors);
    fclose(err);
    return seen;
}

Ran run_program(const RunPlace *place, const char *program, RunInput input, FILE *log) {
    size_t size = strlen(program) + sizeof ".peak";
    char *peak_file = cases_must(malloc(size));
    snprintf(peak_file, size, "%s.peak", program);
    set_up(place, peak_file);
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
    ran.peak = take_peak(peak_file);
    ran.seen = take_errors(err, log);
    free(peak_file);
    return ran;
}

bool run_grows(const Ran *few, const Ran *many) {
    return few->peak > 0 && many->peak > few->peak + few->peak / 4;
}
