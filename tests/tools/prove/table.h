// SPDX-License-Identifier: Apache-2.0
//
// The table of the proof, one line a case, between two lines of a Markdown file.
#ifndef MAPLEAK_TESTS_TABLE_H
#define MAPLEAK_TESTS_TABLE_H

#include "judge.h"

#define TABLE_BEGINS "<!-- corpus_prove: the table begins -->\n"
#define TABLE_ENDS "<!-- corpus_prove: the table ends -->\n"

// The text of FILE, which is TEXT, with the table made anew: a line for each of ALL, with the
// verdict on those of TRIED (VERDICTS has one for each); a case that was not tried keeps the line
// that it has, or has none. The caller frees it. A FILE without the two lines ends the program.
char *table_renewed(const char *file, const char *text, const Cases *all, const Cases *tried,
                    const Verdict *verdicts);

#endif
