// SPDX-License-Identifier: Apache-2.0
//
// The cases of the corpus as they lie on disk: CASES_DIR/RULE/NAME.c, or a folder
// CASES_DIR/RULE/NAME/ whose .c files form one program. `support` is no rule. Trouble with files or
// memory ends the program with a message and status 2.
#ifndef MAPLEAK_TESTS_CASES_H
#define MAPLEAK_TESTS_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct {
    char **items; // ends with NULL once it has an item
    size_t count;
} Strings;

typedef struct {
    char *rule;
    char *name;      // RULE/NAME.c or RULE/NAME
    bool is_bad;     // _bad_ in the name
    bool is_good;    // _good_ in the name
    Strings files;   // all that may hold expectations, relative to CASES_DIR
    Strings sources; // the .c files among them
} Case;

typedef struct {
    Case *items; // by name
    size_t count;
    Strings rules; // of CASES_DIR, also those of which no case was wanted
} Cases;

// FILTER is a glob on names; NULL wants all.
Cases cases_find(const char *cases_dir, const char *filter);
void cases_fini(Cases *cases);

// A flags file holds one flag a line; empty lines and lines that start with # are passed over.
Strings cases_read_flags(const char *path);

// The whole of a file, and of a stream from its start; the caller frees it.
char *cases_read_path(const char *path);
char *cases_read_stream(FILE *stream);

// Takes ITEM over.
void cases_add_string(Strings *to, char *item);
void cases_free_strings(Strings *strings);
// FOLDER/NAME; the caller frees it.
char *cases_joined(const char *folder, const char *name);

_Noreturn void cases_die(const char *which, const char *what);
// MEMORY, which is not NULL.
void *cases_must(void *memory);

#endif
