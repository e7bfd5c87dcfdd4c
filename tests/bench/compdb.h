// SPDX-License-Identifier: Apache-2.0
//
// The units of a compile database, as a compiler that only checks syntax would run them. Read here
// once more, apart from the analyzer's own reader: what is measured shall not choose the yardstick.
#ifndef BENCH_COMPDB_H
#define BENCH_COMPDB_H

#include <stddef.h>

typedef struct {
    char *directory; // absolute
    char *file;      // as the entry names it
    char **argv;     // [0] free for the compiler, then -fsyntax-only and the flags; NULL at the end
    size_t argc;
} CompdbUnit;

typedef struct {
    char *path; // of the database
    CompdbUnit *units;
    size_t count;      // exact duplicates once
    size_t not_c;      // entries that name neither C nor C++
    size_t duplicates; // entries that repeat another one
    size_t lines;      // of all main files, each file once
} Compdb;

// `tree` is a database or a folder that holds compile_commands.json. Says what is wrong and exits
// with status 2 when there is none, or it cannot be understood.
void compdb_read(Compdb *db, const char *tree);
void compdb_free(Compdb *db);

#endif
