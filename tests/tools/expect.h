// SPDX-License-Identifier: Apache-2.0
#ifndef MAPLEAK_TESTS_EXPECT_H
#define MAPLEAK_TESTS_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef enum {
    EXPECT_FOUND,        // expect:     the finding has to be there
    EXPECT_KNOWN_MISSED, // expect-fn:  it ought to be there, and is known to be missed
    EXPECT_KNOWN_FALSE   // expect-fp:  it is there, and is known to be a false alarm
} ExpectKind;

typedef struct {
    ExpectKind kind;
    char *file;
    unsigned line;       // the line that the finding has to be on, from 1
    unsigned written_on; // the line of the comment itself
    char *rule;
    char *text; // has to be part of the message; NULL: any message will do
} Expectation;

typedef struct {
    Expectation *items;
    size_t count;
    size_t capacity;
} Expectations;

typedef struct {
    char *file;
    unsigned line;
    char *rule;
    char *message; // without the trailing [mapleak-RULE]
} Finding;

typedef struct {
    Finding *items;
    size_t count;
    size_t capacity;
} Findings;

// Adds the expectations in the comments of SOURCE, which is the text of FILE, to INTO. KNOWN_RULES
// ends with NULL; an expectation for any other rule is malformed. Writes one line to ERRORS for
// each malformed one; true when there was none.
bool expect_read_source(const char *file, const char *source, const char *const *known_rules,
                        Expectations *into, FILE *errors);

// Adds the findings in OUTPUT, what the analyzer wrote, to INTO. Notes, source lines and carets are
// passed over; an error or a warning that names no rule is written to ERRORS. True when there was
// none of these.
bool expect_read_output(const char *output, Findings *into, FILE *errors);

// Writes one line to OUT for each difference, by file and line. Returns how many there were.
size_t expect_compare(const Expectations *expectations, const Findings *findings, FILE *out);

void expect_fini(Expectations *expectations);
void expect_fini_findings(Findings *findings);

#endif
