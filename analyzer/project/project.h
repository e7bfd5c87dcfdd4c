// SPDX-License-Identifier: Apache-2.0
//
// Which units there are and how each is compiled: compile_commands.json, or files with flags given
// by hand; the project's own .mapleak.yml.
//
// All paths are worked on as text: `.` and `..` are resolved without looking at the file system,
// symbolic links are never followed.
#ifndef PROJECT_PROJECT_H
#define PROJECT_PROJECT_H

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"

typedef struct {
    const char *file;        // as the entry names it
    const char *path;        // absolute, lexically normalised: identity and sort key
    const char *directory;   // absolute; relative paths in args are meant from here
    const char *const *args; // allowed flags only, without compiler, file, -c and -o
    uint32_t nargs;
    const char *const *dropped; // what the allow-list refused, in order; not -c, -o, -W…, -g…
    uint32_t ndropped;
    const char *broken; // why it cannot be compiled, with file, line and entry; NULL it can
} Command;

typedef struct {
    const char *source;        // the .mapleak.yml it came from, NULL when there is none
    const char *const *models; // absolute paths of model files
    uint32_t nmodels;
    const char *const *exclude; // globs on unit paths, relative to the configuration's folder
    uint32_t nexclude;
} Config;

typedef struct {
    Arena arena;
    const char *root;          // absolute: what paths are shown relative to (the current directory)
    const char *database;      // the compile_commands.json that was read, NULL when none
    const char *database_path; // the same, absolute
    Config config;
    const char *const *scope; // absolute paths: `commands` has every unit at or below one of them
    uint32_t nscope;          // that the source of the units knows
    VEC(Command) commands;    // sorted by path, then by arguments; exact duplicates once

    // What became of the entries (of the database, or files found): their sum is nentries.
    uint32_t nentries;
    uint32_t nnot_c;     // neither C nor C++
    uint32_t nexcluded;  // by the configuration
    uint32_t noutside;   // at or below none of the paths asked for
    uint32_t nduplicate; // same path, directory and cleaned arguments as another
} Project;

typedef struct {
    const char *build_dir;    // -p DIR or FILE; NULL: look in . and build*/
    const char *const *paths; // with a database: keep only units at or below one of these.
    uint32_t npaths;          // With has_flags: the source files, or folders searched for *.c
    const char *const *flags; // after `--`: the flags for all; no database is looked for then
    uint32_t nflags;
    bool has_flags; // `--` was given, even with nothing behind it
} ProjectOptions;

// Fills *p. STATUS_USAGE: no database and no `--`, several databases in build*/, a path that does
// not exist, -p together with `--`, or a database or configuration with an error in it (named with
// file, line and entry or key). An entry that is well-formed, but whose directory or file of flags
// is not there or not right, costs nobody else: it becomes a Command that is broken.
// STATUS_ENVIRONMENT: a file or folder cannot be read. No unit at all
// is no error. The error text has no control characters. *p is to be released with project_close
// either way.
Status project_open(Project *p, const ProjectOptions *options, Error *err);
void project_close(Project *p);

#endif
