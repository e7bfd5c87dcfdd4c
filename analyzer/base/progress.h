// SPDX-License-Identifier: Apache-2.0
//
// One line on a terminal that says how far a long piece of work is: done, total, rate, time left.
// Redrawn at most ten times a second, removed at the end; in a pipe nothing is written.
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include "base.h"
#include "strbuf.h"

typedef struct {
    const char *what; // a word or two, static storage: "reading"
    uint32_t total, done;
    double start, drawn; // seconds of a monotonic clock
    bool is_on;          // the line may be drawn
    bool is_shown;       // it stands on the terminal now
} Progress;

// Starts at 0 of total. The line is drawn on standard error when `enabled`, that is a terminal, and
// TERM is set and not "dumb".
void progress_start(Progress *p, const char *what, uint32_t total, bool enabled);
// One more is done.
void progress_step(Progress *p);
// Removes the line; to be called before anything else is written to the terminal. A later step
// draws it again.
void progress_hide(Progress *p);
void progress_end(Progress *p);

// Appends the line as it is after `seconds` of work, without control characters.
void progress_format(const Progress *p, double seconds, StrBuf *out);

#endif
