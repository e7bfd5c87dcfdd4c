// SPDX-License-Identifier: Apache-2.0
//
// compile_commands.json, entry by entry. Only one entry is in memory as JSON at a time, so a
// database of 100 MB costs its own size and little more.
#ifndef PROJECT_DATABASE_H
#define PROJECT_DATABASE_H

#include "split.h"

typedef struct {
    uint32_t number; // of the entry, from 1
    uint32_t line;   // of the file, from 1: where the entry starts
    const char *directory;
    const char *file;
    const char *const *args; // `arguments`, or `command` split; the compiler is in it
    uint32_t nargs;
} Entry;

// One entry; all of it lives in *scratch, which is reset after the call. An error that it returns
// has a text about the entry alone: the reader puts file, line and number in front.
typedef Status (*DatabaseVisit)(void *ctx, const Entry *e, Arena *scratch, Error *err);

enum { DATABASE_MAX_BYTES = 1 << 30 };

// Visits the entries of the file at `path` in order. STATUS_USAGE with "path:line: …" at the first
// thing that is wrong: broken or truncated JSON, a missing key, a wrong type.
Status database_read(const char *path, DatabaseVisit visit, void *ctx, Error *err);

#endif
