// SPDX-License-Identifier: Apache-2.0
//
// Runs the program of a case on made-up requests, and keeps what its run shows.
#ifndef MAPLEAK_TESTS_RUN_H
#define MAPLEAK_TESTS_RUN_H

#include "cases.h"

typedef enum { RUN_SOME, RUN_FEW, RUN_MANY, RUN_INPUTS } RunInput;

typedef struct {
    const char *work; // folder to run in
    unsigned seconds; // a program is killed after these
    char *inputs[RUN_INPUTS];
    char *suppressions; // path of ThreadSanitizer's
} RunPlace;

typedef struct {
    int status;            // as waitpid has it
    unsigned seen;         // set of instruments that reported something
    unsigned long peak;    // most heap in use at once, bytes; 0: not known
    bool has_ledger;       // then the next three are what it says at the end
    unsigned long live;    // maps
    unsigned long entries; // in them
    unsigned long most;    // entries that one map ever had
} Ran;

// Makes the inputs in WORK, which exists.
RunPlace run_place(const char *work, unsigned seconds);
void run_fini(RunPlace *place);

// What the program says on standard error is added to LOG.
Ran run_program(const RunPlace *place, const char *program, RunInput input, FILE *log);

// Does the heap grow with the number of requests? FEW is the run on RUN_FEW, MANY that on RUN_MANY.
bool run_grows(const Ran *few, const Ran *many);

// Do the maps and entries that do not come back? False without a ledger.
bool run_keeps_more(const Ran *few, const Ran *many);

#endif
