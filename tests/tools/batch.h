// SPDX-License-Identifier: Apache-2.0
//
// Tries all cases, several at once, and tells in the order of their names which failed and why.
#ifndef MAPLEAK_TESTS_BATCH_H
#define MAPLEAK_TESTS_BATCH_H

#include "cases.h"

// Tries one case, in a process of its own. What it writes to REPORT is why the case fails.
typedef void BatchTrial(const Case *one, const void *context, FILE *report);

// Prints `FAIL NAME` and its reasons for each case that fails, and as the last line `N passed, N
// failed`. True when there was a case and none failed.
bool batch_try_all(const Cases *cases, size_t jobs, BatchTrial *trial, const void *context);

typedef struct {
    const char *folder; // where to run
    const char *input;  // path of standard input; NULL: empty
    unsigned seconds;   // killed after these
    FILE *out;          // standard output; NULL: thrown away
    FILE *err;          // standard error
} BatchProcess;

// Runs ARGV, which ends with NULL, and waits for it. Returns the status as waitpid has it.
int batch_run(const BatchProcess *process, char *const *argv);

// A number from 1 to 256 for -j; 0 when TEXT is none.
size_t batch_read_jobs(const char *text);

#endif
