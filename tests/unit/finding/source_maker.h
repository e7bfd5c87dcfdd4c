// SPDX-License-Identifier: Apache-2.0
//
// Source files and findings in them, for the tests of finding.
#ifndef TEST_SOURCE_MAKER_H
#define TEST_SOURCE_MAKER_H

#include "finding/finding.h"

// A directory of its own for the test in progress; removed with all its files by sources_end.
void sources_begin(void);
void sources_end(void);
// Writes the file `name` there; its path, valid until sources_end.
const char *source_write(const char *name, const char *text, size_t n);
const char *source_text(const char *name, const char *text);

// A grow-only finding in function f of holder m, in the file with that absolute path.
Finding *add_finding(RunReport *r, const char *source, uint32_t line, uint32_t col);

#endif
