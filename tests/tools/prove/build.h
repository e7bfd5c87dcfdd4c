// SPDX-License-Identifier: Apache-2.0
//
// Makes a program of a case, once an instrument.
#ifndef MAPLEAK_TESTS_BUILD_H
#define MAPLEAK_TESTS_BUILD_H

#include "cases.h"

typedef struct {
    const char *cc;
    const char *root; // the folder of the cases
    Strings flags;    // for every case
    Strings linked;   // behind the sources: the sanitizer if any, the map libraries built with it
} Build;

// Compiles and links ONE, with every warning an error. What the compiler says goes to ERR.
bool build_case(const Build *build, const Case *one, const char *program, FILE *err);

#endif
