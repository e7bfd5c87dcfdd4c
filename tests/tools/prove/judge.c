// SPDX-License-Identifier: Apache-2.0
//
//  1. A good case ends with status 0 on every input, under every sanitizer, and its heap does not
//     grow with the requests. One that has to grow says why (marker.h), and does grow.
//  2. A bad case is shown by an instrument of its rule. What else is seen is the fault of another
//     rule that it expects, or it fails.
//  3. ThreadSanitizer runs only where a case has threads: its rule is one of threads, or one of its
//     sources names <pthread.h>, <threads.h> or a g_thread_ function.
//  4. A bad case of a rule of threads is tried up to five times, as what it shows may depend on
//     which thread comes first. Its other reports count for nothing: after a race all may happen.
//  5. How much a case with threads keeps at once may depend on that, too. It grows when it does in
//     each of five tries, and a marker is taken at its word.
//  6. A case on the reference map, which includes <runtime/…>, is also run with the ledger, without
//     a sanitizer: the ledger holds on to the maps, so that none would be lost.
#define _XOPEN_SOURCE 700
#include "judge.h"

#include "expect.h"
#include "marker.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRIES = 5, SHOWN_OF_LOG = 4000 };

// A case while it is judged.
typedef struct {
    const Judge *judge;
    const Case *one;
    char *program; // path
    FILE *log;     // what the compiler and the runs said
    FILE *report;
    bool has_threads;
    bool has_gomap;
    bool says_it_grows;
    unsigned own;     // instruments of its rule
    unsigned allowed; // and of every other rule that it expects
} Trial;

static const unsigned in_address_build =
    INSTRUMENT_MEMORY | INSTRUMENT_LOST | INSTRUMENT_FATAL | INSTRUMENT_GROWTH;

static bool is_of_threads(unsigned instruments) {
    return (instruments & (INSTRUMENT_RACE | INSTRUMENT_THREAD_LEAK)) != 0;
}

static void read_file(Trial *trial, const char *file, Expectations *expectations) {
    char *path = cases_joined(trial->judge->address.root, file);
    char *source = cases_read_path(path);
    marker_read(file, source, &trial->says_it_grows, trial->report);
    expect_read_source(file, source, trial->judge->rules, expectations, trial->report);
    if (strstr(source, "<pthread.h>") || strstr(source, "<threads.h>") ||
        strstr(source, "g_thread_"))
        trial->has_threads = true;
    if (strstr(source, "<runtime/"))
        trial->has_gomap = true;
    free(source);
    free(path);
}

// False when the case is already lost.
static bool read_case(Trial *trial) {
    const Case *one = trial->one;
    Expectations expectations = {0};
    trial->own = instruments_of_rule(one->rule);
    trial->allowed = trial->own | instruments_beside_rule(one->rule);
    trial->has_threads = is_of_threads(trial->own);
    for (size_t i = 0; i < one->files.count; i++)
        read_file(trial, one->files.items[i], &expectations);
    for (size_t i = 0; i < expectations.count; i++)
        trial->allowed |= instruments_of_rule(expectations.items[i].rule);
    expect_fini(&expectations);
    if (one->is_bad == one->is_good)
        fputs("the name holds neither _bad_ nor _good_, or both\n", trial->report);
    if (trial->own == 0)
        fprintf(trial->report, "no instrument is known for rule %s\n", one->rule);
    if (one->is_bad && trial->says_it_grows)
        fputs("only a good case says that it grows\n", trial->report);
    return ftell(trial->report) == 0;
}

static bool build(Trial *trial, const Build *build) {
    bool built = build_case(build, trial->one, trial->program, trial->log);
    if (!built)
        fputs("does not compile\n", trial->report);
    return built;
}

static Ran run(Trial *trial, RunInput input) {
    return run_program(&trial->judge->place, trial->program, input, trial->log);
}

static void tell_end(FILE *report, int status) {
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        fputs("did not end in time\n", report);
    else if (WIFSIGNALED(status))
        fprintf(report, "was killed by signal %d\n", WTERMSIG(status));
    else
        fprintf(report, "left with status %d\n", WEXITSTATUS(status));
}

static void tell_set(FILE *report, unsigned set) {
    for (; set; set &= set - 1)
        fprintf(report, "%s%s", instruments_name(instruments_first(set)),
                set & (set - 1) ? ", " : "");
}

static bool is_clean(Trial *trial, const Ran *ran) {
    if (ran->status == 0 && !ran->seen)
        return true;
    fputs("a good case shows a fault: ", trial->report);
    tell_set(trial->report, ran->seen);
    fputs(ran->seen ? "; it " : "it ", trial->report);
    tell_end(trial->report, ran->status);
    return false;
}

// Runs on few requests and on many, and keeps of all calls the highest peak of FEW and the lowest
// of MANY. False when a run is not clean.
static bool compare(Trial *trial, Ran *few, Ran *many) {
    Ran now = run(trial, RUN_FEW);
    if (!is_clean(trial, &now))
        return false;
    if (now.peak > few->peak)
        *few = now;
    now = run(trial, RUN_MANY);
    if (!is_clean(trial, &now))
        return false;
    if (many->peak == 0 || now.peak < many->peak)
        *many = now;
    return true;
}

static void judge_growth(Trial *trial, Verdict *verdict) {
    Ran few = {0}, many = {0};
    bool grows = true;
    verdict->grows = trial->says_it_grows;
    int tries = trial->has_threads && !trial->says_it_grows ? TRIES : 1;
    for (int i = 0; i < tries && grows; i++) {
        if (!compare(trial, &few, &many))
            return;
        grows = run_grows(&few, &many);
    }
    if (few.peak == 0 || many.peak == 0)
        fputs("a good case does not tell how much heap it used\n", trial->report);
    if (grows && !trial->says_it_grows)
        fprintf(trial->report,
                "a good case grows with the requests, and does not say why: %lu bytes of heap, "
                "%lu with more\n",
                few.peak, many.peak);
    if (!grows && trial->says_it_grows && !trial->has_threads)
        fputs("the marker is not needed: the case does not grow; take it away\n", trial->report);
}

static void judge_ledger(Trial *trial) {
    Ran few = run(trial, RUN_FEW);
    Ran many = run(trial, RUN_MANY);
    if (!is_clean(trial, &few) || !is_clean(trial, &many))
        return;
    if (!few.has_ledger || !many.has_ledger)
        fputs("a good case leaves no ledger\n", trial->report);
    else if (run_keeps_more(&few, &many) && !trial->says_it_grows)
        fprintf(trial->report,
                "a good case keeps more with the requests, and does not say why: %lu maps with %lu "
                "entries at the end, %lu with %lu with more\n",
                few.live, few.entries, many.live, many.entries);
}

static void judge_good(Trial *trial, Verdict *verdict) {
    if (!build(trial, &trial->judge->address))
        return;
    judge_growth(trial, verdict);
    if (trial->has_gomap && build(trial, &trial->judge->ledger))
        judge_ledger(trial);
    if (!trial->has_threads || !build(trial, &trial->judge->thread))
        return;
    Ran ran = run(trial, RUN_SOME);
    is_clean(trial, &ran);
}

static unsigned look_at_threads(Trial *trial, Ran *last) {
    unsigned seen = 0;
    if (!build(trial, &trial->judge->thread))
        return 0;
    for (int i = 0; i < TRIES && !is_of_threads(seen & trial->own); i++) {
        *last = run(trial, RUN_SOME);
        seen |= last->seen;
    }
    return seen;
}

static unsigned look_at_memory(Trial *trial, Ran *last) {
    if (!build(trial, &trial->judge->address))
        return 0;
    int tries = is_of_threads(trial->own) ? TRIES : 1;
    unsigned seen = 0;
    for (int i = 0; i < tries && !(seen & trial->own); i++) {
        *last = run(trial, RUN_FEW);
        seen |= last->seen;
    }
    return seen;
}

// After look_at_memory, of which LAST is left.
static unsigned look_at_growth(Trial *trial, Ran *last) {
    Ran few = *last;
    *last = run(trial, RUN_MANY);
    return last->seen | (run_grows(&few, last) ? INSTRUMENT_GROWTH : 0);
}

static unsigned look_at_ledger(Trial *trial) {
    if (!build(trial, &trial->judge->ledger))
        return 0;
    Ran few = run(trial, RUN_FEW);
    Ran many = run(trial, RUN_MANY);
    return run_keeps_more(&few, &many) ? INSTRUMENT_LEDGER : 0;
}

static unsigned look(Trial *trial, Ran *last) {
    unsigned own = trial->own;
    unsigned seen = 0;
    if (is_of_threads(own))
        seen |= look_at_threads(trial, last);
    if (!(seen & own) && (own & in_address_build))
        seen |= look_at_memory(trial, last);
    if (seen & own)
        return seen;
    if (own & INSTRUMENT_GROWTH)
        seen |= look_at_growth(trial, last);
    if (own & INSTRUMENT_LEDGER && trial->has_gomap)
        seen |= look_at_ledger(trial);
    return seen;
}

static void judge_bad(Trial *trial, Verdict *verdict) {
    bool of_threads = is_of_threads(trial->own);
    Ran last = {0};
    unsigned seen = look(trial, &last);
    if (ftell(trial->report) > 0)
        return;
    verdict->seen = instruments_first(seen & trial->own);
    unsigned others = of_threads ? 0 : seen & ~(trial->allowed | INSTRUMENT_GROWTH);
    if (!verdict->seen) {
        fputs("a bad case does not show its fault by: ", trial->report);
        tell_set(trial->report, trial->own);
        fputs("; it ", trial->report);
        tell_end(trial->report, last.status);
    }
    if (others) {
        fputs("a bad case shows what none of its rules does: ", trial->report);
        tell_set(trial->report, others);
        fputs("\n", trial->report);
    }
}

// The first of what the compiler and the runs said, set off from the reasons.
static void tell_log(Trial *trial) {
    char *log = cases_read_stream(trial->log);
    size_t length = strlen(log);
    if (length > SHOWN_OF_LOG)
        log[SHOWN_OF_LOG] = '\0';
    for (char *line = strtok(log, "\n"); line; line = strtok(NULL, "\n"))
        fprintf(trial->report, "  | %s\n", line);
    free(log);
}

Verdict judge_case(const Judge *judge, const Case *one, FILE *report) {
    char name[32];
    snprintf(name, sizeof name, "case-%ld", (long)getpid());
    Verdict verdict = {0};
    Trial trial = {.judge = judge,
                   .one = one,
                   .program = cases_joined(judge->place.work, name),
                   .log = tmpfile(),
                   .report = report};
    if (!trial.log)
        cases_die("temporary file", strerror(errno));
    if (read_case(&trial)) {
        if (one->is_good)
            judge_good(&trial, &verdict);
        else
            judge_bad(&trial, &verdict);
    }
    verdict.is_proved = ftell(report) == 0;
    if (!verdict.is_proved)
        tell_log(&trial);
    unlink(trial.program);
    fclose(trial.log);
    free(trial.program);
    return verdict;
}
