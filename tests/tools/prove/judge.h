// SPDX-License-Identifier: Apache-2.0
//
// Whether a case keeps what its name promises: a good one is clean, a bad one shows its fault.
#ifndef MAPLEAK_TESTS_JUDGE_H
#define MAPLEAK_TESTS_JUDGE_H

#include "build.h"
#include "instruments.h"
#include "run.h"

typedef struct {
    Build address; // also LeakSanitizer and UndefinedBehaviorSanitizer
    Build thread;
    Build ledger; // the runtime's, without a sanitizer
    RunPlace place;
    const char *const *rules; // with a folder of cases; ends with NULL
} Judge;

typedef struct {
    bool is_proved;
    bool grows;      // a good case that says so
    Instrument seen; // that shows the fault of a bad case; 0: none did
} Verdict;

// Builds and runs ONE; what there is against it goes to REPORT.
Verdict judge_case(const Judge *judge, const Case *one, FILE *report);

#endif
