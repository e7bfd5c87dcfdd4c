// SPDX-License-Identifier: Apache-2.0
//
// One line of text into arguments. Nothing is expanded and nothing is run: `$x`, `*`, `;` and
// backquotes are characters like any other.
#ifndef PROJECT_SPLIT_H
#define PROJECT_SPLIT_H

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"

VEC_TYPEDEF(Args, const char *);

typedef enum {
    SPLIT_SHELL,    // as a POSIX shell splits a `command`
    SPLIT_RESPONSE, // as gcc and clang split an @file: a backslash also quotes inside '…' and "…"
} SplitStyle;

// Appends the n bytes at text, split, to *out; the arguments live in the arena. False when a quote
// is not closed; *out then holds what came before.
bool split_text(Arena *a, const char *text, size_t n, SplitStyle style, Args *out);

enum {
    SPLIT_MAX_DEPTH = 8,         // of @files inside @files
    SPLIT_MAX_FILE = 4 << 20,    // bytes of one @file
    SPLIT_MAX_BYTES = 16 << 20,  // of all @files of one command
    SPLIT_MAX_ARGS = 256 * 1024, // of one command
};

// Appends the arguments to *out, each @file replaced by what stands in it. Names are relative to
// the absolute `directory`. A file that does not exist stays as it is, as with gcc. An error text
// (no file, line or entry in front): a limit is exceeded, a quote in a file is not closed, a file
// cannot be read.
Status split_expand(Arena *a, const Args *in, const char *directory, Args *out, Error *err);

#endif
